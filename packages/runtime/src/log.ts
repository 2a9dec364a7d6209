/** How much an event matters to whoever runs the program. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What an event carries beside its name. Never a secret, a value or a full key. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Structured events named `noun.verb`, such as `connection.opened`. */
export type Log = (level: LogLevel, event: `${string}.${string}`, fields?: LogFields) => void

/** A log that keeps nothing. */
export const silentLog: Log = () => undefined
