import type { Answer, Serving } from './answer.ts'
import { maxGatheredChars } from './limits.ts'
import type { Hold } from './reply-room.ts'
import { write } from './writing.ts'

/** What is to happen once an answer was gathered: `full` is to be written before there is more. */
export type Verdict = 'close' | 'full' | 'more'

/**
 * Answers of one connection that are about to be written. They are kept here and nowhere else, so
 * that nothing remembers a long one while its reader takes its time.
 */
export type Gathered = {
  readonly add: (answer: Answer | Promise<Answer>) => Verdict | Promise<Verdict>
  /** Writes what was gathered; a promise when the reader has to catch up. */
  readonly flush: () => Promise<void> | undefined
  /** Drops what was gathered, and whatever still comes. */
  readonly discard: () => void
}

/** Gathers the answers of one connection. */
export function openGathered(serving: Serving): Gathered {
  let text = ''
  let more: readonly string[] = []
  let held: Hold | undefined
  let discarded = false

  function keep({ bytes, more: rest = [], close, held: taken }: Answer): Verdict {
    if (discarded) {
      taken?.release()
      return 'close'
    }
    text += bytes
    more = rest
    held = taken ?? held
    if (close) {
      return 'close'
    }
    return text.length > maxGatheredChars || more.length > 0 ? 'full' : 'more'
  }

  function forget(): void {
    text = ''
    more = []
    held = undefined
  }

  return {
    add: (answer) => (answer instanceof Promise ? answer.then(keep) : keep(answer)),
    flush: () => {
      if (text === '') {
        return undefined
      }
      const leaving = { texts: [text, ...more], held }
      forget()
      return write(serving, leaving)
    },
    discard: () => {
      discarded = true
      held?.release()
      forget()
    },
  }
}
