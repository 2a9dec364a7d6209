import type { Clock } from '@atnet/runtime'
import { AskError } from './ask-error.ts'
import type { ByteStream } from './byte-stream.ts'
import { defaultGapMs, maxQueuedQuestions } from './limits.ts'
import { enqueue, fail, greeted, openQuestions, type Questions, release } from './questions.ts'

/** How one question is asked. */
export type AskOptions = {
  /** `pol` when the answer is a bare prompt such as `@bob@` (wire.ask.pol). */
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

/** An asker whose stream can be taken over. */
export type ReleasableAsker = Asker & {
  /**
   * Gives the stream to somebody else: nothing more can be asked, and what comes next is theirs, perhaps
   * after the rest of a prompt. Throws `AskError` `busy` or `closed` (transport.ask.release).
   */
  readonly release: () => ByteStream
}

/**
 * Waits for the greeting `@` and then asks one question after the other over `stream`. A time-out, an answer that is
 * too long and bytes nobody asked for destroy the stream, since whatever follows could be taken for another
 * question's answer (transport.ask.desynchronised). Throws `AskError`; `said` holds what came instead of `@`.
 */
export async function openAsker(
  stream: ByteStream,
  options: AskerOptions,
): Promise<ReleasableAsker> {
  const questions = openQuestions(stream, options.clock, options.maxReplyBytes)
  await greeted(questions, options.greetingDeadlineMs)
  let closing: Promise<void> | undefined
  return {
    ask: async (line, { expect = 'reply', deadlineMs = options.deadlineMs, gapMs } = {}) => {
      assertOneLine(line)
      if (questions.failure !== undefined || closing !== undefined) {
        throw new AskError('closed', 'The connection is closed', { cause: questions.failure })
      }
      if (questions.waiting.length >= maxQueuedQuestions) {
        throw new AskError('busy', `${maxQueuedQuestions} questions are waiting already`)
      }
      return await enqueue(questions, { line, expect, deadlineMs, gapMs: gapMs ?? defaultGapMs })
    },
    get usable() {
      return questions.failure === undefined && closing === undefined
    },
    close: () => {
      closing ??= close(questions)
      return closing
    },
    release: () => release(questions),
    destroy: () => fail(questions, new AskError('closed', 'This side closed the connection')),
  }
}

function assertOneLine(line: string): void {
  if (/[\r\n]/u.test(line)) {
    throw new RangeError('A question is a single line, without its newline')
  }
}

async function close(questions: Questions): Promise<void> {
  if (questions.current !== undefined) {
    await new Promise<void>((resolve) => {
      questions.onIdle = resolve
    })
  }
  if (questions.failure === undefined) {
    questions.failure = new AskError('closed', 'This side closed the connection')
    void questions.stream.send('@exit\n')
    await questions.stream.end()
  }
}
