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
