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

/** Members between an opening and a closing text, as they are found. */
export type JsonList = {
  /** Adds one member, in any number of texts. */
  readonly add: (...member: readonly string[]) => void
  /** The list as a whole; nothing more can be added. */
  readonly end: () => Pieces
}

/** The texts around the members of a list and between them; those of a JSON array unless given. */
export type ListTexts = {
  readonly opening?: string
  readonly separator?: string
  readonly closing?: string
}

/** A JSON array with nothing in it yet, or whatever else has members with a text between them. */
export function openJsonList({
  opening = '[',
  separator = ',',
  closing = ']',
}: ListTexts = {}): JsonList {
  const pieces = openPieces()
  pieces.add(opening)
  let before = ''
  return {
    add: (...member) => {
      pieces.add(before, ...member)
      before = separator
    },
    end: () => {
      pieces.add(closing)
      return pieces
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
