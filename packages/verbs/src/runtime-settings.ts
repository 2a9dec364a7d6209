/**
 * Settings that may change while the server runs, by the names of the protocol
 * (house.config.settings). `undefined` stands for a name that is none.
 */
export type RuntimeSettings = {
  readonly has: (name: string) => boolean
  /** The value as `config:print` shows it; `null` where there is none to show. */
  readonly shown: (name: string) => string | null
  /** Throws `AtFault('illegalArgument')` for a value that the setting cannot have. */
  readonly set: (name: string, value: string) => void
  /** Back to what it was at the start. */
  readonly reset: (name: string) => void
}
