import { AtFault } from '../faults.ts'
import { parseTimestamp } from '../timestamps.ts'
import type { Captures } from './codec.ts'

/** The text of a part the grammar never leaves out. */
export function required(captures: Captures, name: string): string {
  const text = captures[name]
  if (text === undefined) {
    throw new Error(`the grammar left out ${name}, which it must not`)
  }
  return text
}

/**
 * The number a run of digits means. Throws `AtFault` `invalidSyntax` beyond 2^53 - 1, where
 * numbers stop being exact. Requirement `wire.grammar.integers`.
 */
export function integer(captures: Captures, name: string): number | undefined {
  const text = captures[name]
  return text === undefined ? undefined : toInteger(text, name)
}

/** The number behind digits with an optional sign; `name` is for the fault's text. */
export function toInteger(text: string, name: string): number {
  const value = Number(text) + 0 // Adding 0 makes -0 an ordinary zero.
  if (!Number.isSafeInteger(value)) {
    throw new AtFault(
      'invalidSyntax',
      `Invalid syntax. ${name} is not an integer between -9007199254740991 and 9007199254740991`,
    )
  }
  return value
}

/** `true`, `false`, or `undefined` when the part is missing. */
export function boolean(captures: Captures, name: string): boolean | undefined {
  const text = captures[name]
  return text === undefined ? undefined : text.toLowerCase().startsWith('t')
}

/**
 * The word of a closed list, folded to lower case: `strategy:LATEST` means `latest`.
 * Requirement `wire.grammar.enumerated`.
 */
export function choice<T extends string>(
  captures: Captures,
  name: string,
  words: readonly T[],
): T | undefined {
  const folded = captures[name]?.toLowerCase()
  return words.find((candidate) => candidate === folded)
}

/** `choice` for a part the grammar never leaves out. */
export function requiredChoice<T extends string>(
  captures: Captures,
  name: string,
  words: readonly T[],
): T {
  const found = choice(captures, name, words)
  if (found === undefined) {
    throw new Error(`the grammar let ${name} be something it must not`)
  }
  return found
}

/**
 * The items of a list, of which there may be `most`: so that a long line cannot become millions of
 * values. Throws `AtFault` `invalidSyntax` for more. Requirement `wire.grammar.lists`.
 */
export function items(
  text: string,
  {
    separator,
    most,
    name,
  }: { readonly separator: string; readonly most: number; readonly name: string },
): readonly string[] {
  const found = text.split(separator, most + 1)
  if (found.length > most) {
    throw new AtFault('invalidSyntax', `Invalid syntax. more than ${most} ${name} in one line`)
  }
  return found
}

/** The moment a timestamp names, in milliseconds since the epoch. */
export function moment(captures: Captures, name: string): number | undefined {
  const text = captures[name]
  return text === undefined ? undefined : toMoment(text, name)
}

/**
 * Milliseconds since the epoch of an ISO 8601 time in UTC; finer fractions are cut off. Throws
 * `AtFault` `invalidSyntax` for a time that does not exist. Requirement `wire.grammar.times`.
 */
export function toMoment(text: string, name: string): number {
  const value = parseTimestamp(text)
  if (value === undefined) {
    throw new AtFault('invalidSyntax', `Invalid syntax. ${name} is a time that does not exist`)
  }
  return value
}
