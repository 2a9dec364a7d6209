import { pieceAt } from './pieces.ts'

/** What an expression will cost, told from its text alone: nothing has been compiled yet. */
export type PatternSize = {
  /** Instructions of its program, all repetitions written out: never fewer than there will be. */
  readonly instructions: number
  /** Classes of Unicode that have to be worked out, and ranges in proportion to them. */
  readonly wideClasses: number
}

/** Pieces one after the other, in instructions: the latest one may still be repeated. */
type Sequence = { readonly before: number; readonly latest: number }

const nothingYet: Sequence = { before: 0, latest: 0 }

/** Instructions at the edges of a program, of a group, and of an alternative with all it may lack. */
const edge = 2

/** The size of an expression, in one pass over its text (data.pattern.bounded). */
export function sizeOf(pattern: string): PatternSize {
  const outer: Sequence[] = []
  let sequence = nothingYet
  let wideClasses = 0
  let at = 0
  while (at < pattern.length) {
    const piece = pieceAt(pattern, at)
    switch (piece.kind) {
      case 'one':
        sequence = append(sequence, piece.copies)
        break
      case 'open':
        outer.push(sequence)
        sequence = nothingYet
        break
      case 'shut':
        sequence = append(outer.pop() ?? nothingYet, sumOf(sequence) + edge)
        break
      case 'or':
        sequence = append(append(sequence, edge), 0)
        break
      case 'repeat': {
        const latest = Math.max(sequence.latest, 1) * piece.copies + piece.choices
        sequence = { ...sequence, latest }
        break
      }
      case 'nothing':
        break
      default:
        piece.kind satisfies never
    }
    wideClasses += piece.wideClasses
    at = piece.end
  }
  const whole = outer.reduce((sum, each) => sum + sumOf(each), sumOf(sequence))
  return { instructions: whole + edge, wideClasses }
}

function append({ before, latest }: Sequence, instructions: number): Sequence {
  return { before: before + latest, latest: instructions }
}

/** Even nothing takes an instruction. */
function sumOf({ before, latest }: Sequence): number {
  return Math.max(before + latest, 1)
}
