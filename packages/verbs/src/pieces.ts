import type { Reply } from '@atnet/protocol-codec'
import { pieceChars } from './limits.ts'

/** A long JSON text as it grows; it is never one string, since making that would be long work. */
export type Pieces = {
  readonly add: (...texts: readonly string[]) => void
  /** All that was added. */
  readonly all: () => readonly string[]
}

/** A text with nothing in it yet. */
export function openPieces(): Pieces {
  const whole: string[] = []
  let latest: string[] = []
  let chars = 0

  function join(): void {
    if (latest.length > 0) {
      whole.push(latest.join(''))
      latest = []
      chars = 0
    }
  }

  return {
    add: (...texts) => {
      for (const text of texts) {
        latest.push(text)
        chars += text.length
        if (chars >= pieceChars) {
          join()
        }
      }
    },
    all: () => {
      join()
      return whole
    },
  }
}

/** The reply that JSON text in pieces makes. */
export function replyOf(pieces: Pieces, start: 'data:' | 'data: ' = 'data:'): Reply {
  const all = pieces.all()
  const [payload = ''] = all
  if (all.length > 1) {
    return { kind: 'pieces', start, pieces: all }
  }
  return { kind: start === 'data:' ? 'data' : 'dataWithSpace', payload }
}
