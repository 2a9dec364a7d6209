/**
 * Items in ascending order, no two of them equal. Finding takes logarithmic time; adding and
 * removing moves what lies above, which memory does fast.
 */
export class SortedList<T> {
  readonly #items: T[] = []
  readonly #compare: (a: T, b: T) => number

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  /** The greatest item. */
  get last(): T | undefined {
    return this.#items.at(-1)
  }

  /** Adds an item that is not there yet. */
  add(item: T): void {
    this.#items.splice(this.#indexOf(item), 0, item)
  }

  /** Removes the item equal to this one, if there is one. */
  delete(item: T): void {
    const index = this.#indexOf(item)
    const found = this.#items[index]
    if (found !== undefined && this.#compare(found, item) === 0) {
      this.#items.splice(index, 1)
    }
  }

  /** At most `limit` items from `start` on, itself included. */
  from(start: T, limit: number): readonly T[] {
    const index = this.#indexOf(start)
    return this.#items.slice(index, index + limit)
  }

  /** At most `limit` items below `end`, the greatest first. */
  below(end: T, limit: number): readonly T[] {
    const index = this.#indexOf(end)
    return this.#items.slice(Math.max(index - limit, 0), index).toReversed()
  }

  /** At most `limit` items, the least first. */
  first(limit: number): readonly T[] {
    return this.#items.slice(0, limit)
  }

  /** Where the first item that is not below `item` is, or would be. */
  #indexOf(item: T): number {
    let low = 0
    let high = this.#items.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const candidate = this.#items[middle]
      if (candidate !== undefined && this.#compare(candidate, item) < 0) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
