import type { Clock } from '@atnet/runtime'

/** How one question is asked. */
export type AskOptions = {
  /** `pol` when the answer is a bare prompt such as `@bob@` (wire.reply.pol). */
  readonly expect?: 'reply' | 'pol'
  /** From the call to the whole answer. */
  readonly deadlineMs?: number
  /** The longest silence while waiting for the answer. */
  readonly gapMs?: number
}

/** How an asker works. */
export type AskerOptions = {
  readonly clock: Clock
  /** How long the other end may take to say `@` first. */
  readonly greetingDeadlineMs: number
  /** The deadline of a question that names none. */
  readonly deadlineMs: number
  /** The longest answer that is kept, in bytes. */
  readonly maxReplyBytes?: number
}

/**
 * One side asking, the other answering: questions wait in line, one is under way at a time, and an answer is
 * never taken for another question's (transport.ask.one-in-flight).
 */
export type Asker = {
  /**
   * Sends `line` (without its newline) and gives the body of the answer, without newline and prompts.
   * Throws `AskError`.
   */
  readonly ask: (line: string, options?: AskOptions) => Promise<string>
  /** Whether another question may be asked. */
  readonly usable: boolean
  /** Lets questions already asked finish, says `@exit`, and ends the stream. Never rejects. */
  readonly close: () => Promise<void>
  /** Closes at once; questions under way fail with `closed`. */
  readonly destroy: () => void
}
