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
