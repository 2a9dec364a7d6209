import { type AtSign, parseAtSign } from '../at-sign.ts'
import type { Captures, CommandCodec } from './codec.ts'
import { colonFollows, endOf, fit, oneOf, option, skip, take } from './grammar.ts'
import { keyToLastSign } from './key-parts.ts'
import { readProjection } from './lookup-options.ts'
import { required } from './reading.ts'
import { type Projection, readScope, type Scope, takeScope, writeScope } from './scope.ts'

/** `llookup:`: reads a record of the owner's own store, whatever its kind. */
export type LlookupCommand = {
  readonly verb: 'llookup'
  readonly projection: Projection
  readonly cached: boolean
  readonly scope: Scope
  /** As typed; may contain `:` (`private:x`, `local:x`). */
  readonly key: string
  readonly atSign: AtSign
}

const options = [
  option(':', 'operation', oneOf('meta', 'all')),
  option(':', 'cached', oneOf('cached')),
]

/**
 * `llookup[:meta|:all][:cached][:public|:@<for>]:<key>@<owner>`: requirement
 * `data.llookup.grammar`. The key may be one character (`data.lookup.one-letter-key`).
 */
export const llookupCodec: CommandCodec<LlookupCommand> = {
  verb: 'llookup',
  summary: "Reads a record of the owner's own store.",
  usage: 'e.g llookup:location@bob',
  example: 'llookup:all:@bob:location@alice',
  captures,
  read: (found) => ({
    verb: 'llookup',
    projection: readProjection(found),
    cached: found['cached'] !== undefined,
    scope: readScope(found),
    key: required(found, 'atKey'),
    atSign: parseAtSign(required(found, 'atSign')),
  }),
  write: ({ projection, cached, scope, key, atSign }) =>
    [
      'llookup',
      projection === 'value' ? '' : `:${projection}`,
      cached ? ':cached' : '',
      writeScope(scope),
      `:${key}${atSign}`,
    ].join(''),
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'llookup')
  if (start === -1) {
    return undefined
  }
  const taken = take(line, start, options, colonFollows)
  return fit([...taken, ...takeScope(line, endOf(taken, start))], start, (at) =>
    line[at] === ':' ? keyToLastSign(line, at + 1, isKey) : undefined,
  )
}

/** No colon in front, no two together, no other `@` behind the first character. */
function isKey(line: string, from: number, to: number): boolean {
  const colons = line.indexOf('::', from)
  return line[from] !== ':' && (colons === -1 || colons > to) && line.indexOf('@', from + 1) === to
}
