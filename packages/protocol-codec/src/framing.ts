import { ByteQueue } from './byte-queue.ts'
import { AtFault } from './faults.ts'
import { type Head, type HeadReading, readHead, startHead } from './heads.ts'
import { trimLine } from './text.ts'

/** What the framer asks about each line, once, as soon as the line's head is known. */
export type LineGate = {
  /** Bytes such a line may have, its line feed included. */
  readonly limitFor: (head: Head) => number
  /**
   * A fault when such a line is not worth waiting for; the connection ends with it. It must follow
   * from the head and the session alone: lines that are to be answered are not refused here.
   */
  readonly refuse?: (head: Head) => AtFault | undefined
  /** The fault for such a line when it outgrows its limit, if it is not that of any long line. */
  readonly outgrown?: (head: Head) => AtFault | undefined
}

/** What the bytes said. */
export type FrameEvent =
  /** A whole line, decoded and trimmed; it may be empty. */
  | { readonly kind: 'line'; readonly text: string }
  /** A whole line that is not UTF-8. */
  | { readonly kind: 'undecodable' }
  /** The line was refused before its end: write the fault and close. No event follows. */
  | { readonly kind: 'refused'; readonly fault: AtFault }

/**
 * Cuts what arrives into lines. Call `push` with each chunk, then `next` until it gives
 * `undefined`, handling each line before the next is asked for: the gate is asked afresh for every
 * line, so what one line changes about the session holds for the next, also in one packet.
 *
 * How bytes are spread over chunks never changes the events. Work is constant per byte; memory is
 * the limit of the line that is arriving plus one chunk. Requirements `wire.line.framing`,
 * `wire.line.limit`.
 */
export class LineFramer {
  readonly #gate: LineGate
  readonly #chunks: Uint8Array[] = []
  readonly #held = new ByteQueue()
  #firstChunk = 0
  /** Where the unread bytes of the first chunk start. */
  #at = 0
  #reading: HeadReading = startHead()
  /** Known once the head is. */
  #limit: number | undefined
  #head: Head = 'unknown'
  #ended = false

  constructor(gate: LineGate) {
    this.#gate = gate
  }

  /** Takes bytes as they arrived; they must not change afterwards. */
  push(chunk: Uint8Array): void {
    if (!this.#ended && chunk.length > 0) {
      this.#chunks.push(chunk)
    }
  }

  /** Whether every byte so far belongs to a line that has ended. */
  get isBetweenLines(): boolean {
    return this.#chunks.length === 0 && this.#held.length === 0
  }

  /** The next event the bytes so far hold, or `undefined` when more are needed. */
  next(): FrameEvent | undefined {
    for (;;) {
      const chunk = this.#chunks[this.#firstChunk]
      if (chunk === undefined) {
        return undefined
      }
      const feed = chunk.indexOf(lineFeed, this.#at)
      const complete = feed !== -1
      const piece = chunk.subarray(this.#at, complete ? feed + 1 : chunk.length)
      const fault = this.#judge(piece, complete)
      if (fault !== undefined) {
        return this.#refuse(fault)
      }
      this.#advance(chunk, piece.length)
      if (complete) {
        return this.#finish(piece)
      }
      this.#held.append(piece)
    }
  }

  /** Looks at the head and the length before a byte is copied. */
  #judge(piece: Uint8Array, complete: boolean): AtFault | undefined {
    if (this.#limit === undefined) {
      const head = readHead(this.#reading, piece)
      if (head === undefined) {
        return undefined
      }
      const refusal = this.#gate.refuse?.(head)
      if (refusal !== undefined) {
        return refusal
      }
      this.#head = head
      this.#limit = this.#gate.limitFor(head)
    }
    // A line that has not ended needs at least one byte more, its line feed.
    const bytes = this.#held.length + piece.length + (complete ? 0 : 1)
    return bytes > this.#limit ? (this.#gate.outgrown?.(this.#head) ?? lineTooLong()) : undefined
  }

  #advance(chunk: Uint8Array, bytes: number): void {
    this.#at += bytes
    if (this.#at === chunk.length) {
      this.#firstChunk += 1
      this.#at = 0
    }
    if (this.#firstChunk === this.#chunks.length) {
      this.#dropChunks()
    }
  }

  #dropChunks(): void {
    this.#chunks.length = 0
    this.#firstChunk = 0
  }

  #finish(piece: Uint8Array): FrameEvent {
    const event = this.#held.length === 0 ? decode(piece) : this.#joined(piece)
    this.#held.clear()
    this.#reading = startHead()
    this.#limit = undefined
    return event
  }

  #joined(piece: Uint8Array): FrameEvent {
    this.#held.append(piece)
    return decode(this.#held.view)
  }

  #refuse(fault: AtFault): FrameEvent {
    this.#ended = true
    this.#dropChunks()
    this.#held.clear()
    return { kind: 'refused', fault }
  }
}

/** The fault for a line that outgrew its limit. */
export function lineTooLong(): AtFault {
  return new AtFault(
    'lineTooLong',
    'InboundBuffer overflow: server received request which exceeded the buffer size limit. Terminating the connection.',
  )
}

/** The fault for a stranger's line whose verb does not end. */
export function verbTooLong(): AtFault {
  return new AtFault('invalidSyntax', 'Received verb with invalid length, closing connection.')
}

const lineFeed = 0x0a
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): FrameEvent {
  try {
    return { kind: 'line', text: trimLine(utf8.decode(bytes)) }
  } catch {
    return { kind: 'undecodable' }
  }
}
