import {
  type DestinationStream,
  destination as fileDestination,
  pino,
  stdTimeFunctions,
} from 'pino'
import { prettyFactory } from 'pino-pretty'
import { maxLogFieldChars } from './limits.ts'
import type { Log, LogFields, LogLevel } from './log.ts'

/** What `pinoLog` needs to know. */
export type PinoLogOptions = {
  /** The least important level that is still written. */
  readonly level: LogLevel | 'silent'
  /** Writes lines for people instead of JSON for machines. */
  readonly pretty: boolean
  /** Takes each line, line feed included; standard error when left out. */
  readonly destination?: { readonly write: (line: string) => void }
}

const standardError = 2

/**
 * A log that writes one line per event: `level`, `time`, `event`, then its fields, long texts cut
 * short (log.field.bounded). A line has left before the call returns; a destination that takes
 * no more lines, such as a full disk, never stops the program (log.write.harmless).
 */
export function pinoLog({ level, pretty, destination = toStandardError() }: PinoLogOptions): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pretty ? prettified(destination) : destination,
  )
  return (eventLevel, event, fields = {}) => logger[eventLevel](clipped(fields), event)
}

function toStandardError(): DestinationStream {
  const stream = fileDestination({ dest: standardError, sync: true })
  stream.on('error', () => undefined)
  return stream
}

function prettified(destination: DestinationStream): DestinationStream {
  const prettify = prettyFactory({
    messageKey: 'event',
    singleLine: true,
    colorize: false,
    translateTime: 'SYS:HH:MM:ss.l',
  })
  return { write: (line) => destination.write(prettify(line)) }
}

function clipped(fields: LogFields): Record<string, LogFields[string]> {
  const entries = Object.entries(fields).map(([name, value]) => {
    const isLong = typeof value === 'string' && value.length > maxLogFieldChars
    return [name, isLong ? `${value.slice(0, maxLogFieldChars)}…` : value] as const
  })
  return Object.fromEntries(entries)
}
