import { maxStatsIds } from '../limits.ts'
import type { Captures, CommandCodec } from './codec.ts'
import { oneOf, runOf, skip } from './grammar.ts'
import { items, toInteger } from './reading.ts'
import { prefixed } from './writing.ts'

/** `stats`: figures about an atServer. */
export type StatsCommand = {
  readonly verb: 'stats'
  /** In the order asked, repetitions included; `undefined` asks for all. */
  readonly ids: readonly number[] | undefined
  /** Only ever with the single id 3 or 15. */
  readonly pattern: string | undefined
}

/** The two figures that may be narrowed down by a pattern. */
const withPattern = oneOf(':3:', ':15:')
const idsText = runOf(/[\d,]+/)

/** `stats[:<id>[,<id>…]]`, or `stats:3:<pattern>`, `stats:15:<pattern>`: `wire.stats.grammar`. */
export const statsCodec: CommandCodec<StatsCommand> = {
  verb: 'stats',
  summary: 'Figures about an atServer.',
  usage: 'stats:1,2,3',
  example: 'stats:3:.wavi',
  captures,
  read: (found) => ({ verb: 'stats', ids: readIds(found['statId']), pattern: found['regex'] }),
  write: ({ ids, pattern }) => `stats${writeIds(ids)}${prefixed(pattern)}`,
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'stats')
  if (start === -1 || start === line.length) {
    return start === -1 ? undefined : {}
  }
  const pattern = withPattern(line, start)
  if (pattern !== -1 && pattern < line.length) {
    return { statId: line.slice(start, pattern - 1), regex: line.slice(pattern) }
  }
  return isIds(line, start) ? { statId: line.slice(start) } : undefined
}

/**
 * A colon, an id that may be missing and does not start with 0, and any number of `,<id>` up to
 * the end of the line.
 */
function isIds(line: string, colon: number): boolean {
  const from = colon + 1
  if (line[colon] !== ':' || line[from] === '0') {
    return false
  }
  return (
    from === line.length || (idsText(line, from) === line.length && everyCommaHasId(line, from))
  )
}

function everyCommaHasId(line: string, from: number): boolean {
  return !line.endsWith(',') && line.indexOf(',,', from) === -1
}

/** A list that starts with a comma has no first id. */
function readIds(text: string | undefined): readonly number[] | undefined {
  if (text === undefined) {
    return undefined
  }
  return items(text.slice(1), { separator: ',', most: maxStatsIds, name: 'ids' })
    .filter((id) => id !== '')
    .map((id) => toInteger(id, 'id'))
}

/** A first id may not start with 0; behind a comma it may. */
function writeIds(ids: readonly number[] | undefined): string {
  return `${prefixed(ids && '')}${ids?.[0] === 0 ? ',' : ''}${ids?.join(',') ?? ''}`
}
