/** Bytes a queue starts with, and keeps for the next line when it has been emptied. */
const smallBytes = 4_096

/**
 * Bytes that arrived and were not used yet. Adding and removing costs constant time per byte
 * whatever the pieces, and an emptied queue lets go of what a long line needed.
 */
export class ByteQueue {
  #bytes: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0

  /** How many bytes wait. */
  get length(): number {
    return this.#end - this.#start
  }

  /** The bytes that wait: valid until the queue is next changed. */
  get view(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end)
  }

  /** Copies `piece` behind what waits. */
  append(piece: Uint8Array): void {
    if (this.#end + piece.length > this.#bytes.length) {
      this.#makeRoom(piece.length)
    }
    this.#bytes.set(piece, this.#end)
    this.#end += piece.length
  }

  /** Removes the first `count` bytes. */
  consume(count: number): void {
    this.#start += count
    if (this.#start >= this.#end) {
      this.clear()
    }
  }

  /** Removes everything. */
  clear(): void {
    this.#start = 0
    this.#end = 0
    if (this.#bytes.length > smallBytes) {
      this.#bytes = new Uint8Array(0)
    }
  }

  /** Doubling keeps the copying constant per byte; so does moving only what is the smaller half. */
  #makeRoom(wanted: number): void {
    const { view, length } = this
    const needed = length + wanted
    if (needed * 2 <= this.#bytes.length) {
      this.#bytes.copyWithin(0, this.#start, this.#end)
    } else {
      this.#bytes = new Uint8Array(Math.max(smallBytes, needed * 2))
      this.#bytes.set(view)
    }
    this.#start = 0
    this.#end = length
  }
}
