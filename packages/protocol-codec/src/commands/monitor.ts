import type { Captures, CommandCodec } from './codec.ts'
import { captured, digits, endOf, oneOf, option, skip, take } from './grammar.ts'
import { integer } from './reading.ts'
import { prefixed, spaced } from './writing.ts'

/** `monitor`: from now on, notifications arrive on this connection. */
export type MonitorCommand = {
  readonly verb: 'monitor'
  /** Asks for a `data:ok` once the monitor is up (this project's extension). */
  readonly ack: boolean
  readonly strict: boolean
  readonly selfNotifications: boolean
  readonly multiplexed: boolean
  /** Replay what came later than this, in milliseconds since the epoch. */
  readonly since: number | undefined
  /** A regular expression as typed; nobody has compiled it yet. */
  readonly pattern: string | undefined
}

const switches = ['ack', 'strict', 'selfNotifications', 'multiplexed'] as const

const options = [
  ...switches.map((name) => option(':', name, oneOf(name))),
  option(':', 'epochMillis', digits),
]

/**
 * `monitor[:ack][:strict][:selfNotifications][:multiplexed][:<epoch ms>][ <pattern>]`:
 * requirement `notify.monitor.grammar`.
 */
export const monitorCodec: CommandCodec<MonitorCommand> = {
  verb: 'monitor',
  summary: 'From now on, notifications arrive on this connection.',
  usage: 'e.g. monitor or monitor .wavi',
  example: 'monitor:selfNotifications:1728129600123 .wavi',
  captures,
  read: (found) => ({
    verb: 'monitor',
    ack: found['ack'] !== undefined,
    strict: found['strict'] !== undefined,
    selfNotifications: found['selfNotifications'] !== undefined,
    multiplexed: found['multiplexed'] !== undefined,
    since: integer(found, 'epochMillis'),
    pattern: found['regex'],
  }),
  write: (command) =>
    [
      'monitor',
      ...switches.map((name) => (command[name] ? `:${name}` : '')),
      prefixed(command.since),
      spaced(command.pattern),
    ].join(''),
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'monitor')
  if (start === -1) {
    return undefined
  }
  const taken = take(line, start, options)
  const end = endOf(taken, start)
  if (end === line.length) {
    return captured(taken)
  }
  return line[end] === ' ' && end + 1 < line.length
    ? { ...captured(taken), regex: line.slice(end + 1) }
    : undefined
}
