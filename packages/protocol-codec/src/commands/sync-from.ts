import type { Captures, CommandCodec } from './codec.ts'
import { colonOrEndFollows, digits, fit, option, type Rule, skip, take } from './grammar.ts'
import { integer, required, toInteger } from './reading.ts'
import { prefixed, tagged } from './writing.ts'

/** `sync:from:`: pulls commit entries after one the client knows. */
export type SyncFromCommand = {
  readonly verb: 'sync:from'
  /** Entries with a higher commit id are wanted; -1 asks for all. */
  readonly after: number
  readonly limit: number | undefined
  /** Deletes up to this commit id may be left out. */
  readonly skipDeletesUntil: number | undefined
  /** A regular expression as typed; nobody has compiled it yet. */
  readonly pattern: string | undefined
}

const commitId: Rule = (line, at) => {
  const end = digits(line, at)
  return end === -1 ? skip(line, at, '-1') : end
}

const options = [
  option(':limit:', 'limit', digits),
  option(':skipDeletesUntil:', 'skipDeletesUntil', digits),
]

/**
 * `sync:from:<n|-1>[:limit:…][:skipDeletesUntil:…][:<pattern>]`: requirement `data.sync.grammar`.
 */
export const syncFromCodec: CommandCodec<SyncFromCommand> = {
  verb: 'sync:from',
  summary: 'Pulls the commit entries after one the client knows.',
  usage: 'syntax sync:from:1:limit:10:.wavi',
  example: 'sync:from:-1:limit:25:skipDeletesUntil:40:.wavi',
  captures,
  read: (found) => ({
    verb: 'sync:from',
    after: toInteger(required(found, 'from_commit_seq'), 'from'),
    limit: integer(found, 'limit'),
    skipDeletesUntil: integer(found, 'skipDeletesUntil'),
    pattern: found['regex'],
  }),
  write: ({ after, limit, skipDeletesUntil, pattern }) =>
    [
      `sync:from:${after}`,
      tagged('limit', limit),
      tagged('skipDeletesUntil', skipDeletesUntil),
      prefixed(pattern),
    ].join(''),
}

function captures(line: string): Captures | undefined {
  const from = skip(line, 0, 'sync:from:')
  const end = from === -1 ? -1 : commitId(line, from)
  if (end === -1) {
    return undefined
  }
  const found = fit(take(line, end, options, colonOrEndFollows), end, (at) => patternAt(line, at))
  return found && { ...found, from_commit_seq: line.slice(from, end) }
}

/** Nothing, or a colon and a pattern of at least one character. */
function patternAt(line: string, at: number): Captures | undefined {
  if (at === line.length) {
    return {}
  }
  return line[at] === ':' && at + 1 < line.length ? { regex: line.slice(at + 1) } : undefined
}
