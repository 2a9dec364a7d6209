import { AtFault } from '@atnet/protocol-codec'
import { RE2JS } from 're2js'
import { maxPatternChars } from './limits.ts'

/**
 * A user's expression as a test, unanchored and case-sensitive. It runs on an engine whose time is
 * linear in its input; what that engine cannot compile is `AtFault('invalidSyntax')`
 * (data.pattern.linear).
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  if (pattern.length > maxPatternChars) {
    throw new AtFault('invalidSyntax', `Invalid regex: longer than ${maxPatternChars} characters`)
  }
  const compiled = compile(pattern)
  return (text) => compiled.matcher(text).find()
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    throw new AtFault('invalidSyntax', `Invalid regex: ${pattern}`, { cause: error })
  }
}
