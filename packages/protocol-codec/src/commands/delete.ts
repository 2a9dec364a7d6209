import type { AtSign } from '../at-sign.ts'
import type { Captures, CommandCodec } from './codec.ts'
import { captured, colonFollows, endOf, oneOf, option, skip, take, time } from './grammar.ts'
import { keyAt } from './key-parts.ts'
import { choice, moment, required } from './reading.ts'
import {
  type Priority,
  priorities,
  readAtSign,
  readScope,
  type Scope,
  takeScope,
  writeScope,
} from './scope.ts'
import { isoTime } from './writing.ts'

/** `delete:`: removes a record. */
export type DeleteCommand = {
  readonly verb: 'delete'
  /** Milliseconds since the epoch: the time the commit entry shall carry. */
  readonly deletedAt: number | undefined
  readonly noCommit: boolean
  /** Removes immutable records too. */
  readonly force: boolean
  /** Of the notification this may cause. */
  readonly priority: Priority | undefined
  readonly cached: boolean
  readonly scope: Scope
  readonly key: string
  readonly atSign: AtSign | undefined
}

const options = [
  option(':dAt:', 'deletedAt', time),
  option(':nc', 'noCommit'),
  option(':', 'force', oneOf('force')),
  option(':priority:', 'priority', oneOf(...priorities)),
  option(':', 'cached', oneOf('cached')),
]

/**
 * `delete[:dAt:…][:nc][:force][:priority:…][:cached][:public|:@<for>]:<key>[@<owner>]`:
 * requirement `data.delete.grammar`.
 */
export const deleteCodec: CommandCodec<DeleteCommand> = {
  verb: 'delete',
  summary: 'Removes a record.',
  usage: 'syntax delete:@<atkey> e.g delete:phone@alice',
  example: 'delete:force:@bob:location@alice',
  captures,
  read: (found) => ({
    verb: 'delete',
    deletedAt: moment(found, 'deletedAt'),
    noCommit: found['noCommit'] !== undefined,
    force: found['force'] !== undefined,
    priority: choice(found, 'priority', priorities),
    cached: found['cached'] !== undefined,
    scope: readScope(found),
    key: required(found, 'atKey'),
    atSign: readAtSign(found, 'atSign'),
  }),
  write: ({ deletedAt, noCommit, force, priority, cached, scope, key, atSign }) =>
    [
      'delete',
      deletedAt === undefined ? '' : `:dAt:${isoTime(deletedAt)}`,
      noCommit ? ':nc' : '',
      force ? ':force' : '',
      priority === undefined ? '' : `:priority:${priority}`,
      cached ? ':cached' : '',
      writeScope(scope),
      `:${key}${atSign ?? ''}`,
    ].join(''),
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'delete')
  if (start === -1) {
    return undefined
  }
  const parts = take(line, start, options, colonFollows)
  const all = [...parts, ...takeScope(line, endOf(parts, start))]
  const key = keyAt(line, endOf(all, start), 'privatekey:at_secret')
  return key?.end === line.length ? { ...captured(all), ...key.captures } : undefined
}
