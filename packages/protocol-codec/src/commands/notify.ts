import type { AtSign } from '../at-sign.ts'
import { formatFragment } from '../fragment.ts'
import type { MetadataRequest } from '../metadata-fields.ts'
import type { Captures, CommandCodec } from './codec.ts'
import {
  captured,
  colonFollows,
  colonFree,
  digits,
  endOf,
  hyphenated,
  oneOf,
  option,
  skip,
  take,
  time,
  token,
} from './grammar.ts'
import { metadataTags, readMetadataTags } from './metadata-tags.ts'
import { choice, integer, moment, required } from './reading.ts'
import {
  type Priority,
  type PublicScope,
  priorities,
  readAtSign,
  readGivenScope,
  type SharedScope,
  takeScope,
  writeScope,
} from './scope.ts'
import { isoTime, prefixed, tagged } from './writing.ts'

/** What happened to the record a notification is about. */
export type NotifyOperation = 'update' | 'delete'

/** Whether a notification names a record or carries free text. */
export type MessageType = 'key' | 'text'

/** Whether every notification counts or only the latest of a notifier. */
export type NotifyStrategy = 'all' | 'latest'

/** The words of `NotifyOperation`. */
export const notifyOperations: readonly NotifyOperation[] = ['update', 'delete']

/** The words of `MessageType`. */
export const messageTypes: readonly MessageType[] = ['key', 'text']

const strategies: readonly NotifyStrategy[] = ['all', 'latest']

/** `notify:`: tells another atSign something, now or when it can be reached. */
export type NotifyCommand = {
  readonly verb: 'notify'
  readonly id: string | undefined
  readonly operation: NotifyOperation | undefined
  readonly messageType: MessageType | undefined
  readonly priority: Priority | undefined
  readonly strategy: NotifyStrategy | undefined
  readonly latestN: number | undefined
  readonly notifier: string | undefined
  /** Life of the notification in milliseconds (`ttln`). */
  readonly ttln: number | undefined
  /** When the notification expires, in milliseconds since the epoch (`eAtn`). */
  readonly expiresAt: number | undefined
  /** Kept in memory only (`eph`). */
  readonly ephemeral: boolean
  readonly metadata: MetadataRequest
  readonly scope: PublicScope | SharedScope
  /** The key, or the text of a `text` message, as typed. */
  readonly key: string
  readonly atSign: AtSign | undefined
  readonly value: string | undefined
}

const options = [
  option(':id:', 'id', hyphenated),
  option(':', 'operation', oneOf(...notifyOperations)),
  option(':messageType:', 'messageType', oneOf(...messageTypes)),
  option(':priority:', 'priority', oneOf(...priorities)),
  option(':strategy:', 'strategy', oneOf(...strategies)),
  option(':latestN:', 'latestN', digits),
  option(':notifier:', 'notifier', colonFree),
  option(':ttln:', 'ttln', digits),
  option(':eAtn:', 'notificationExpiresAt', time),
  option(':eph', 'ephemeral'),
  ...metadataTags,
]

/**
 * `notify[:id:…][:update|:delete][:messageType:…][:priority:…][:strategy:…][:latestN:…]
 * [:notifier:…][:ttln:…][:eAtn:…][:eph]<metadata>:(public|@<for>):<key>[@<owner>][:<value>]`:
 * requirement `notify.grammar`.
 */
export const notifyCodec: CommandCodec<NotifyCommand> = {
  verb: 'notify',
  summary: 'Tells another atSign something, now or when it can be reached.',
  usage: 'e.g notify:@colin:key@kevin',
  example: 'notify:update:ttr:-1:@bob:city@alice:Paris',
  captures,
  read: (found) => ({
    verb: 'notify',
    id: found['id'],
    operation: choice(found, 'operation', notifyOperations),
    messageType: choice(found, 'messageType', messageTypes),
    priority: choice(found, 'priority', priorities),
    strategy: choice(found, 'strategy', strategies),
    latestN: integer(found, 'latestN'),
    notifier: found['notifier'],
    ttln: integer(found, 'ttln'),
    expiresAt: moment(found, 'notificationExpiresAt'),
    ephemeral: found['ephemeral'] !== undefined,
    metadata: readMetadataTags(found),
    scope: readGivenScope(found) ?? { kind: 'public' },
    key: required(found, 'atKey'),
    atSign: readAtSign(found, 'atSign'),
    value: found['value'],
  }),
  write: (command) =>
    [
      `notify${tagged('id', command.id)}${prefixed(command.operation)}`,
      tagged('messageType', command.messageType),
      tagged('priority', command.priority),
      tagged('strategy', command.strategy),
      tagged('latestN', command.latestN),
      tagged('notifier', command.notifier),
      tagged('ttln', command.ttln),
      command.expiresAt === undefined ? '' : `:eAtn:${isoTime(command.expiresAt)}`,
      command.ephemeral ? ':eph' : '',
      `${formatFragment(command.metadata)}${writeScope(command.scope)}`,
      `:${command.key}${command.atSign ?? ''}${prefixed(command.value)}`,
    ].join(''),
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'notify')
  if (start === -1) {
    return undefined
  }
  const taken = take(line, start, options, colonFollows)
  const scope = takeScope(line, endOf(taken, start))
  if (scope.length === 0) {
    return undefined
  }
  const found = subjectAt(line, endOf(scope, start) + 1)
  return found && { ...captured([...taken, ...scope]), ...found }
}

/** The key of this verb is at least two characters long. */
const minKeyUnits = 2

/**
 * `<key>[@<owner>][:<value>]` up to the end of the line. The key reaches as far as it can: to the
 * line's first `@` when an owner stands behind it, to the first `::`, or to the end; when what is
 * behind the `@` is no owner, to the last colon before it. Requirement `notify.key.greedy`.
 */
function subjectAt(line: string, from: number): Captures | undefined {
  if (line[from] === ':' || line[from] === '@') {
    return undefined
  }
  const sign = orEnd(line, line.indexOf('@', from))
  const reach = Math.min(sign, orEnd(line, line.indexOf('::', from + 1)))
  const rest = line[reach] === '@' ? ownerAt(line, reach) : valueAt(line, reach)
  if (rest !== undefined) {
    return reach - from < minKeyUnits ? undefined : { atKey: line.slice(from, reach), ...rest }
  }
  const colon = line.lastIndexOf(':', reach)
  return colon - from < minKeyUnits
    ? undefined
    : { atKey: line.slice(from, colon), value: line.slice(colon + 1) }
}

/** `@<owner>[:<value>]` up to the end of the line. */
function ownerAt(line: string, sign: number): Captures | undefined {
  const end = token(line, sign + 1)
  const value = end === -1 ? undefined : valueAt(line, end)
  return value && { atSign: line.slice(sign + 1, end), ...value }
}

/** `[:<value>]` up to the end of the line. */
function valueAt(line: string, at: number): Captures | undefined {
  if (at === line.length) {
    return {}
  }
  return line[at] === ':' && at + 1 < line.length ? { value: line.slice(at + 1) } : undefined
}

function orEnd(line: string, at: number): number {
  return at === -1 ? line.length : at
}
