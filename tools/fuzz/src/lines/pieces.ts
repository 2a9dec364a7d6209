import type { Random } from '../random.ts'

/** Makes a text. */
export type Piece = (random: Random) => string

/** One text after the other; a plain text stands for itself. */
export function seq(...pieces: readonly (Piece | string)[]): Piece {
  return (random) => pieces.map((piece) => make(piece, random)).join('')
}

/** One of several. */
export function any(...pieces: readonly (Piece | string)[]): Piece {
  return (random) => make(random.pick(pieces), random)
}

/** The text in some of the cases, else nothing. */
export function maybe(share: number, ...pieces: readonly (Piece | string)[]): Piece {
  const piece = seq(...pieces)
  return (random) => (random.chance(share) ? piece(random) : '')
}

/** The text as often as `fewest` to `most` times, `between` in between. */
export function repeat(piece: Piece, fewest: number, most: number, between = ''): Piece {
  return (random) =>
    Array.from({ length: fewest + random.below(most - fewest + 1) }, () => piece(random)).join(
      between,
    )
}

/** A word in some letter case. */
export function anyCase(text: string): Piece {
  return (random) => {
    if (random.chance(0.9)) {
      return text
    }
    return Array.from(text, (char) =>
      random.chance(0.5) ? char.toUpperCase() : char.toLowerCase(),
    ).join('')
  }
}

/** One of several words in some letter case. */
export function words(...texts: readonly string[]): Piece {
  return any(...texts.map((text) => anyCase(text)))
}

const plain = Array.from('abcxyzABCXYZ0189_')
const punctuation = Array.from(`-.'*"+/=#~!?,;()[]{}|\\^$`)
const foreign = ['é', 'ſ', '🛠', '\u{1f600}', '\ud83c', '\u2028', '\u0085', '\u0000', '\r', '字']
const blanks = [' ', ' ', ' ', '\t', '\u00a0', '\ufeff']

const plainChar: Piece = (random) => random.pick(plain)
const tokenChar: Piece = (random) =>
  random.pick(random.chance(0.85) ? plain : random.chance(0.9) ? punctuation : foreign)
const textChar: Piece = (random) =>
  random.chance(0.75) ? tokenChar(random) : random.pick([...blanks, ':', ':', '@'])

/** Digits, sometimes more than a number can hold. */
export const digits: Piece = (random) =>
  random.chance(0.02)
    ? '99999999999999999999'
    : String(random.below(random.pick([10, 1_000, 100_000_000])))

/** Digits with an optional sign. */
export const signedDigits: Piece = seq(maybe(0.2, '-'), digits)

/** ASCII letters, digits and `_`. */
export const word: Piece = repeat(plainChar, 1, 8)

/** The same with `-`. */
export const hyphenated: Piece = seq(word, maybe(0.3, '-', word))

/** No `:`, `@` or white space; sometimes a word of the grammar. */
export const token: Piece = any(
  repeat(tokenChar, 1, 8),
  repeat(tokenChar, 1, 2),
  words('public', 'cached', 'meta', 'all', 'nc', 'force', 'json', 'ttl', 'limit', 'update', 'key'),
)

/** Whatever a value may be. */
export const text: Piece = repeat(textChar, 1, 20)

/** What may follow an `@`. */
export const name: Piece = any(word, word, 'alice', 'bob', 'alice🛠', token)

/** `true` or `false`. */
export const flag: Piece = words('true', 'false')

/** A timestamp as commands carry them; some days do not exist. */
export const time: Piece = seq(
  any('2026-05-05', '2024-02-30', '0000-01-01', '9999-12-31'),
  any('T', 'T', 't'),
  any('11:59:44', '00:00:00', '24:00:00', '99:99:99'),
  maybe(0.6, '.', digits),
  any('Z', 'Z', 'z'),
)

/** Text between braces. */
export const braced: Piece = seq(
  '{',
  any('"version":"3.3.0"', '"a":{"b":[1,2]}', '', ' ', text, '"version":3,"__proto__":{}'),
  '}',
)

function make(piece: Piece | string, random: Random): string {
  return typeof piece === 'string' ? piece : piece(random)
}
