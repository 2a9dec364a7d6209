import { AtFault } from '@atnet/protocol-codec'
import { RE2JS } from 're2js'
import type { Caller } from '../caller.ts'
import {
  maxOthersSearchSteps,
  maxOwnerSearchSteps,
  maxPatternChars,
  maxPatternInstructions,
  maxPatternWideClasses,
  maxTextSteps,
} from '../limits.ts'
import { sizeOf } from './size.ts'

/** A user's expression, compiled. */
export type Pattern = {
  /**
   * Whether it is found anywhere in a text. Of a text longer than `maxTextSteps` allow for, only the
   * beginning is looked at; a key is never that long.
   */
  readonly isIn: (text: string) => boolean
  /** The most steps that `isIn` can take: characters times instructions. */
  readonly stepsFor: (text: string) => number
}

/**
 * Compiles a user's expression: unanchored and case-sensitive. It runs on an engine whose time is
 * linear in its input. Throws `AtFault('invalidSyntax')` for what that engine cannot compile or
 * what is too long, `AtFault('illegalArgument')` for what would be too large (data.pattern.linear,
 * data.pattern.bounded).
 */
export function compilePattern(pattern: string): Pattern {
  if (pattern.length > maxPatternChars) {
    throw new AtFault('invalidSyntax', `Invalid regex: longer than ${maxPatternChars} characters`)
  }
  const { instructions, wideClasses } = sizeOf(pattern)
  if (instructions > maxPatternInstructions || wideClasses > maxPatternWideClasses) {
    throw tooLarge()
  }
  const compiled = compile(pattern)
  const longest = Math.floor(maxTextSteps / instructions)
  return {
    isIn: (text) => compiled.matcher(text.length > longest ? text.slice(0, longest) : text).find(),
    stepsFor: ({ length }) => Math.min(length + 1, longest) * instructions,
  }
}

/**
 * What one command searches texts with; without an expression, everything is found. All its searches
 * share a number of steps, many for the owner and few for everybody else. Throws what `compilePattern`
 * throws, and each search `AtFault('illegalArgument')` once there are no steps left (data.pattern.budget).
 */
export function searchFor(pattern: string | undefined, caller: Caller): (text: string) => boolean {
  if (pattern === undefined) {
    return () => true
  }
  const { isIn, stepsFor } = compilePattern(pattern)
  let stepsLeft = caller.kind === 'owner' ? maxOwnerSearchSteps : maxOthersSearchSteps
  return (text) => {
    stepsLeft -= stepsFor(text)
    if (stepsLeft < 0) {
      throw tooCostly()
    }
    return isIn(text)
  }
}

function tooLarge(): AtFault {
  return new AtFault(
    'illegalArgument',
    `the expression is too large: with its repetitions written out it may have ${maxPatternInstructions} ` +
      `parts, and ${maxPatternWideClasses} classes of Unicode`,
  )
}

function tooCostly(): AtFault {
  return new AtFault(
    'illegalArgument',
    'the expression is too costly for so many keys: make it shorter, repeat less in it, or leave it out',
  )
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    throw new AtFault('invalidSyntax', `Invalid regex: ${pattern}`, { cause: error })
  }
}
