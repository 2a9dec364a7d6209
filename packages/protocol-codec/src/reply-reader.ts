import { ByteQueue } from './byte-queue.ts'
import { AtFault } from './faults.ts'
import { maxPolReplyBytes, maxReplyBytes } from './limits.ts'

/**
 * What is waited for. `greeting`: the single `@` a server sends first. `reply`: the answer to a
 * command. `pol`: the answer to `pol`, which is `@peer@` or an ordinary reply.
 */
export type Expectation = 'greeting' | 'reply' | 'pol'

/**
 * Finds the replies in what another server sends. A reply ends at a line feed followed by `@`; what
 * is left of the prompt is taken off the reply after it. How the bytes are spread over chunks never
 * changes the result; work is constant per byte. Requirements `wire.reply.reading`,
 * `wire.reply.limit`.
 */
export class ReplyReader {
  readonly #maxBytes: number
  readonly #queue = new ByteQueue()
  /** How many of the waiting bytes are known to hold no end of a reply. */
  #searched = 0
  /** How many leading bytes are known not to be an answer to `pol`. */
  #lookedAt = 0

  /** `maxBytes`: the most that may wait unread. */
  constructor(limits: { readonly maxBytes?: number } = {}) {
    this.#maxBytes = limits.maxBytes ?? maxReplyBytes
  }

  /** Takes bytes as they arrived. Throws `AtFault` `lineTooLong` when too many wait unread. */
  push(chunk: Uint8Array): void {
    if (this.#queue.length + chunk.length > this.#maxBytes) {
      this.dropUnclaimed()
      throw new AtFault('lineTooLong', 'The reply is longer than this side accepts')
    }
    this.#queue.append(chunk)
  }

  /**
   * The body of the reply that is waited for, without prompts and line end; `undefined` until it is
   * complete. For a greeting: `@`, or the line a server that is full sends in its place.
   */
  take(expect: Expectation): string | undefined {
    switch (expect) {
      case 'greeting':
        return this.#takeGreeting()
      case 'reply':
        return this.#takeReply()
      case 'pol':
        return this.#takePol() ?? this.#takeReply()
      default:
        return expect satisfies never
    }
  }

  /** What waits unread: after a reply at most the rest of its prompt, or else nobody asked for it. */
  get unclaimed(): Uint8Array {
    return this.#queue.view
  }

  /** Forgets what nobody waited for: call it before each request, lest it pass for the answer. */
  dropUnclaimed(): void {
    this.#queue.clear()
    this.#searched = 0
    this.#lookedAt = 0
  }

  #takeGreeting(): string | undefined {
    const { view } = this.#queue
    if (view[0] === atSign) {
      this.#consume(1)
      return '@'
    }
    const feed = view.indexOf(lineFeed, this.#searched)
    this.#searched = view.length
    return feed === -1 ? undefined : this.#takeText(feed, 1)
  }

  #takeReply(): string | undefined {
    const { view } = this.#queue
    for (;;) {
      const feed = view.indexOf(lineFeed, this.#searched)
      if (feed === -1) {
        this.#searched = view.length
        return undefined
      }
      this.#searched = feed
      if (feed + 1 === view.length) {
        return undefined
      }
      if (view[feed + 1] === atSign) {
        return withoutPrompt(this.#takeText(feed, 2))
      }
      this.#searched = feed + 1
    }
  }

  /** `@peer@`, possibly behind the greeting or the rest of the last prompt. */
  #takePol(): string | undefined {
    const leading = this.#queue.view.subarray(0, maxPolReplyBytes)
    if (leading.length === this.#lookedAt) {
      return undefined
    }
    this.#lookedAt = leading.length
    const [first = -1, second = -1, third = -1] = leadingSigns(leading)
    const start = first === 0 && second > 1 ? first : second
    const end = start === first ? second : third
    // The name follows at once on what is left of a prompt, and has at least one byte.
    const adjacent = start === first || second === first + 1
    if (start === -1 || !adjacent || end < start + 2) {
      return undefined
    }
    this.#consume(start)
    return this.#takeText(end - start + 1, 0)
  }

  /** Takes the first `bytes` bytes as text and `skip` more; a carriage return before goes too. */
  #takeText(bytes: number, skip: number): string {
    const text = utf8.decode(this.#queue.view.subarray(0, bytes))
    this.#consume(bytes + skip)
    return text.endsWith('\r') ? text.slice(0, -1) : text
  }

  #consume(bytes: number): void {
    this.#queue.consume(bytes)
    this.#searched = 0
    this.#lookedAt = 0
  }
}

const lineFeed = 0x0a
const atSign = 0x40
const colon = 0x3a

/** Lenient: a peer's broken text is a peer's broken value, not a reason to lose the connection. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Where `@` stands before the first colon or line feed; three places are enough to know. */
function leadingSigns(bytes: Uint8Array): readonly number[] {
  const signs: number[] = []
  for (const [index, byte] of bytes.entries()) {
    if (byte === colon || byte === lineFeed || signs.length === 3) {
      break
    }
    if (byte === atSign) {
      signs.push(index)
    }
  }
  return signs
}

/** Drops what earlier replies left: everything up to the last `@` before the first colon. */
function withoutPrompt(body: string): string {
  const end = body.indexOf(':')
  const start = end === -1 ? body.length : end
  return body.slice(body.lastIndexOf('@', start) + 1)
}
