import type { Captures } from './codec.ts'

/**
 * Small pieces the verbs' grammars are made of. Each looks at every character a bounded number of
 * times, whatever a stranger sent: requirement `wire.grammar.linear`. A line holds no line feed.
 */

/** Where the piece of `line` that starts at `at` ends; -1 when there is no such piece. */
export type Rule = (line: string, at: number) => number

/** Where `text` ends if it stands at `at` in any letter case, else -1. */
export function skip(line: string, at: number, text: string): number {
  if (line.startsWith(text, at)) {
    return at + text.length
  }
  for (let index = 0; index < text.length; index += 1) {
    if (!sameLetter(line.charCodeAt(at + index), text.charCodeAt(index))) {
      return -1
    }
  }
  return at + text.length
}

/** The rule for the first of some words that stands there, in any letter case. */
export function oneOf(...words: readonly string[]): Rule {
  return (line, at) => {
    for (const word of words) {
      const end = skip(line, at, word)
      if (end !== -1) {
        return end
      }
    }
    return -1
  }
}

/** The rule for the longest run of one class of characters. */
export function runOf(chars: RegExp): Rule {
  const sticky = new RegExp(chars.source, 'y')
  return (line, at) => {
    sticky.lastIndex = at
    return sticky.test(line) ? sticky.lastIndex : -1
  }
}

/** `\d+` */
export const digits: Rule = runOf(/\d+/)

/** `-?\d+` */
export const signedDigits: Rule = (line, at) => digits(line, line[at] === '-' ? at + 1 : at)

/** One or more characters other than `:`, `@` and white space: atSigns, tokens of metadata. */
export const token: Rule = runOf(/[^:@\s]+/)

/** One or more characters other than `:` and white space. */
export const colonFree: Rule = runOf(/[^:\s]+/)

/** One or more characters other than white space. */
export const solid: Rule = runOf(/\S+/)

/** One or more of ASCII letters, digits and `_`. */
export const word: Rule = runOf(/\w+/)

/** One or more of ASCII letters, digits, `_` and `-`. */
export const hyphenated: Rule = runOf(/[\w-]+/)

/** `true` or `false`. */
export const flag: Rule = oneOf('true', 'false')

const timeToSeconds = /\d\d\d\d-\d\d-\d\dt\d\d:\d\d:\d\d/iy

/** `2026-05-05T11:59:44.123456Z`: the fraction may be missing or of any length. */
export const time: Rule = (line, at) => {
  timeToSeconds.lastIndex = at
  if (!timeToSeconds.test(line)) {
    return -1
  }
  const seconds = timeToSeconds.lastIndex
  const fraction = line[seconds] === '.' ? digits(line, seconds + 1) : seconds
  return fraction === -1 ? -1 : skip(line, fraction, 'z')
}

/** Whether the piece at `at` exists and is the rest of the line. */
export function reachesEnd(line: string, rule: Rule, at: number): boolean {
  return rule(line, at) === line.length && at < line.length
}

/** Whether a text looks like a JSON object: `{`, anything, `}`. */
export function isBraced(text: string): boolean {
  return text.length > 1 && text.startsWith('{') && text.endsWith('}')
}

/** An optional part of a line: a fixed text, and a value it may carry. */
export type Option = {
  readonly before: string
  /** The name its value is captured under. */
  readonly name: string
  /** Without one the capture is empty: the part is a flag. */
  readonly value: Rule | undefined
  readonly after: string
}

/** An optional part `before value after`; without `value` a flag. */
export function option(before: string, name: string, value?: Rule, after = ''): Option {
  return { before, name, value, after }
}

/** An optional part that was found: what it captured and where it ended. */
export type Taken = { readonly name: string; readonly text: string; readonly end: number }

/**
 * Takes each optional part that stands next, in the order given. `follows` says what must come
 * after a part for it to be one: a key may be spelt like a part.
 */
export function take(
  line: string,
  start: number,
  options: readonly Option[],
  follows: (line: string, at: number) => boolean = anythingFollows,
): readonly Taken[] {
  const taken: Taken[] = []
  let at = start
  for (const { before, name, value, after } of options) {
    const from = skip(line, at, before)
    const to = from === -1 || value === undefined ? from : value(line, from)
    const end = to === -1 ? -1 : skip(line, to, after)
    if (end !== -1 && follows(line, end)) {
      taken.push({ name, text: line.slice(from, to), end })
      at = end
    }
  }
  return taken
}

/** For `take`: whatever comes next. */
function anythingFollows(): boolean {
  return true
}

/** For `take`: only before a colon. */
export function colonFollows(line: string, at: number): boolean {
  return line[at] === ':'
}

/** For `take`: only before a colon or at the end of the line. */
export function colonOrEndFollows(line: string, at: number): boolean {
  return at === line.length || line[at] === ':'
}

/** Where the parts taken end; `start` when there are none. */
export function endOf(taken: readonly Taken[], start: number): number {
  return taken.at(-1)?.end ?? start
}

/** The captures of the parts taken. */
export function captured(taken: readonly Taken[]): Captures {
  return Object.fromEntries(taken.map(({ name, text }) => [name, text]))
}

/**
 * The captures of the parts taken and of the rest; when the rest does not fit behind them, the
 * last part is given up and its text belongs to the rest, and so on. That is what the published
 * expressions do by backtracking, in at most one attempt per part.
 */
export function fit(
  taken: readonly Taken[],
  start: number,
  rest: (at: number) => Captures | undefined,
): Captures | undefined {
  for (let count = taken.length; count >= 0; count -= 1) {
    const kept = taken.slice(0, count)
    const found = rest(endOf(kept, start))
    if (found !== undefined) {
      return { ...captured(kept), ...found }
    }
  }
  return undefined
}

/** Whether two UTF-16 units are equal, or ASCII letters that differ in case only. */
function sameLetter(left: number, right: number): boolean {
  if (left === right) {
    return true
  }
  const folded = left | 0x20
  return folded === (right | 0x20) && folded >= 0x61 && folded <= 0x7a
}
