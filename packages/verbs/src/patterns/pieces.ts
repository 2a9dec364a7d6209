import { wideRangeChars } from '../limits.ts'

/** What a piece of an expression does to the program made of it. */
export type Piece = {
  readonly kind: 'one' | 'nothing' | 'open' | 'shut' | 'or' | 'repeat'
  /** Instructions of `one`, which for quoted text are many; how often a `repeat` writes out what stands before it. */
  readonly copies: number
  /** How many of those may be left out, or 2 for the way back of one without an end. */
  readonly choices: number
  /** Classes of Unicode that it needs, and its ranges as a share of such a class. */
  readonly wideClasses: number
  /** Where the next piece begins. */
  readonly end: number
}

const syntax =
  /\\Q(?<quoted>.*?)(?:\\E|$)|(?<wide>\\[pP](?:\{[^}]*\}|.))|\\x\{[^}]*\}|\\.|(?<nothing>\(\?[^:)<]*\))|(?<open>\((?:\?(?:P?<[^>]*>|[^:)]*:))?)|(?<shut>\))|(?<or>\|)|(?<repeat>[*+?])|\{(?<least>0|[1-9]\d*)(?:,(?<most>0|[1-9]\d*|))?\}|./suy

/** The piece of an expression that begins at `at`: any text has one (data.pattern.bounded). */
export function pieceAt(pattern: string, at: number): Piece {
  if (pattern[at] === '[') {
    return readClass(pattern, at)
  }
  syntax.lastIndex = at
  const { 0: text = '', groups: found = {} } = syntax.exec(pattern) ?? {}
  const piece: Piece = {
    ...{ kind: 'one', copies: 1, choices: 0 },
    wideClasses: found['wide'] === undefined ? 0 : 1,
    end: at + Math.max(text.length, 1),
  }
  if (found['quoted'] !== undefined) {
    const copies = found['quoted'].length
    return { ...piece, kind: copies === 0 ? 'nothing' : 'one', copies }
  }
  if (found['repeat'] !== undefined) {
    return { ...piece, kind: 'repeat', choices: 2 }
  }
  if (found['least'] !== undefined) {
    return { ...piece, kind: 'repeat', ...timesOf(Number(found['least']), found['most']) }
  }
  const kind = (['nothing', 'open', 'shut', 'or'] as const).find(
    (name) => found[name] !== undefined,
  )
  return kind === undefined ? piece : { ...piece, kind }
}

/** `x{2}` is `xx`, `x{2,}` is `xx` and a way back, and `x{2,4}` is `xx(x(x)?)?`. */
function timesOf(least: number, mostText: string | undefined): Pick<Piece, 'copies' | 'choices'> {
  if (mostText === '') {
    return { copies: Math.max(least, 1), choices: 2 }
  }
  const most = Math.max(mostText === undefined ? least : Number(mostText), least)
  return { copies: Math.max(most, 1), choices: most - least }
}

const classMember =
  /\\Q(?<quoted>.*?)(?:\\E|$)|(?<wide>\\[pP](?:\{[^}]*\}|.))|\[:.*?:\]|\\x\{(?<long>[\da-fA-F]+)\}|\\x(?<short>[\da-fA-F]{2})|\\?(?<char>.)/suy

/** A class in brackets is one instruction, however much it holds. */
function readClass(pattern: string, from: number): Piece {
  const start = from + (pattern[from + 1] === '^' ? 2 : 1)
  let wideClasses = 0
  let lowest: number | undefined
  let at = start
  while (at < pattern.length && (at === start || pattern[at] !== ']')) {
    const isRange = pattern[at] === '-' && lowest !== undefined && pattern[at + 1] !== ']'
    const member = isRange ? at + 1 : at
    classMember.lastIndex = member
    const { 0: text = '', groups: found = {} } = classMember.exec(pattern) ?? {}
    at = member + Math.max(text.length, 1)
    const code = codeOf(found)
    const span = isRange ? (code ?? 0) - (lowest ?? 0) : 0
    wideClasses += found['wide'] === undefined ? 0 : 1
    wideClasses += Math.max(span, 0) / wideRangeChars
    lowest = isRange ? undefined : code
  }
  return { kind: 'one', copies: 1, choices: 0, wideClasses, end: at + 1 }
}

type Found = Readonly<Record<string, string | undefined>>

function codeOf({ long, short, char }: Found): number | undefined {
  const hex = long ?? short
  return hex === undefined ? char?.codePointAt(0) : Number.parseInt(hex, 16)
}
