/** `stats`: figures about an atServer. */
export type StatsCommand = {
  readonly verb: 'stats'
  /** In the order asked, repetitions included; `undefined` asks for all. */
  readonly ids: readonly number[] | undefined
  /** Only ever with the single id 3 or 15. */
  readonly pattern: string | undefined
}
