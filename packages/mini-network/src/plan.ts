import type { AtSign } from '@atnet/protocol-codec'
import { MiniNetworkError } from './errors.ts'
import { defaultPort, maxAtSigns, maxPort } from './limits.ts'
import type { SavedMember, SavedNetwork } from './network-file.ts'

/** What a network is to be opened as. */
export type Plan = {
  readonly directoryPort: number
  /** The atSigns to run. */
  readonly members: readonly SavedMember[]
  /** atSigns of earlier starts that are not run this time; their ports stay theirs. */
  readonly resting: readonly SavedMember[]
}

/** What the caller asked for; undefined leaves the choice to what was kept, or to the defaults. */
export type Wish = {
  readonly atSigns: readonly AtSign[] | undefined
  readonly notActivated: readonly AtSign[]
  /** The directory's port; atServers get the next ones. 0 lets the system choose, once. */
  readonly port: number | undefined
}

/**
 * Joins what was kept with what is wished for: ports and atSigns of earlier starts stay, new
 * atSigns get the next free ports, and a new `port` moves everything (requirement
 * `network.state.resumed`). Throws {@link MiniNetworkError} `badRequest`.
 */
export function makePlan(
  saved: SavedNetwork | undefined,
  wish: Wish,
  fallback: readonly AtSign[],
): Plan {
  const kept = saved?.atSigns ?? []
  const usual = kept.length > 0 ? kept.map(({ atSign }) => atSign) : fallback
  const wanted = withNew(wish.atSigns ?? usual, wish.notActivated)
  checkNames(wanted)
  checkActivations(kept, wish.notActivated)
  const directoryPort = choosePort(saved?.directoryPort ?? 0, wish.port)
  const taken = directoryPort === saved?.directoryPort ? kept : []
  const all = assignPorts({ directoryPort, taken, names: union(kept, wanted) })
  const members = all.map(
    ({ atSign, port }): SavedMember => ({
      atSign,
      port,
      activate: activates(atSign, kept, wish),
    }),
  )
  return {
    directoryPort,
    members: members.filter(({ atSign }) => wanted.includes(atSign)),
    resting: members.filter(({ atSign }) => !wanted.includes(atSign)),
  }
}

/** `earlier` is 0 for a first start. The system choosing is no reason to leave what was chosen earlier. */
function choosePort(earlier: number, wished: number | undefined): number {
  if (wished === undefined) {
    return earlier === 0 ? defaultPort : earlier
  }
  return wished === 0 ? earlier : wished
}

function checkNames(wanted: readonly AtSign[]): void {
  if (wanted.length === 0) {
    throw new MiniNetworkError('badRequest', 'A network needs at least one atSign.')
  }
  const twice = wanted.find((atSign, index) => wanted.indexOf(atSign) !== index)
  if (twice !== undefined) {
    throw new MiniNetworkError('badRequest', `${twice} is named twice; name each atSign once.`)
  }
}

/** Leaving an atSign to its user is asking for it. */
function withNew(names: readonly AtSign[], more: readonly AtSign[]): readonly AtSign[] {
  return [...names, ...more.filter((atSign) => !names.includes(atSign))]
}

/** What a network has activated cannot be left to its user any more. */
function checkActivations(kept: readonly SavedMember[], notActivated: readonly AtSign[]): void {
  const late = kept.find(({ atSign, activate }) => activate && notActivated.includes(atSign))
  if (late !== undefined) {
    throw new MiniNetworkError(
      'badRequest',
      `${late.atSign} was activated at an earlier start: leave it out of --not-activated, or start over with --reset.`,
    )
  }
}

/** An atSign once left for its user stays so: a second start must not take the activation away. */
function activates(atSign: AtSign, kept: readonly SavedMember[], wish: Wish): boolean {
  const earlier = kept.find((member) => member.atSign === atSign)
  return !wish.notActivated.includes(atSign) && (earlier?.activate ?? true)
}

function union(kept: readonly SavedMember[], wanted: readonly AtSign[]): readonly AtSign[] {
  const all = [...new Set([...kept.map(({ atSign }) => atSign), ...wanted])]
  if (all.length > maxAtSigns) {
    throw new MiniNetworkError(
      'badRequest',
      `A network has at most ${maxAtSigns} atSigns, counting those of earlier starts: name fewer, or use --reset.`,
    )
  }
  return all
}

function assignPorts(options: {
  readonly directoryPort: number
  readonly taken: readonly SavedMember[]
  readonly names: readonly AtSign[]
}): readonly { readonly atSign: AtSign; readonly port: number }[] {
  const { directoryPort, taken, names } = options
  if (directoryPort === 0) {
    return names.map((atSign) => ({ atSign, port: 0 }))
  }
  let next = Math.max(directoryPort, ...taken.map(({ port }) => port))
  return names.map((atSign) => {
    const port = taken.find((member) => member.atSign === atSign)?.port ?? (next += 1)
    if (port > maxPort) {
      throw new MiniNetworkError(
        'badRequest',
        `${names.length} atSigns do not fit above port ${directoryPort}: choose a lower --port.`,
      )
    }
    return { atSign, port }
  })
}
