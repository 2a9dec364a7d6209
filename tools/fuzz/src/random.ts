/** A stream of choices that a seed repeats exactly. */
export type Random = {
  /** An integer from 0 to `limit - 1`. */
  readonly below: (limit: number) => number
  /** `true` in `share` of the cases. */
  readonly chance: (share: number) => boolean
  /** One of `items`, which must not be empty. */
  readonly pick: <T>(items: readonly T[]) => T
}

/** The choices that belong to a seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    chance: (share) => next() < share,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) {
        throw new Error('nothing to pick from')
      }
      return item
    },
  }
}
