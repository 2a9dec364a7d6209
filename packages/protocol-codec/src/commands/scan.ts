import type { AtSign } from '../at-sign.ts'

/** `scan`: lists the keys the caller may see. */
export type ScanCommand = {
  readonly verb: 'scan'
  /** List commit entries instead of keys. */
  readonly commitLog: boolean
  readonly showHidden: boolean | undefined
  /** Whose server to ask; `undefined` is this one. */
  readonly of: AtSign | undefined
  readonly page: number | undefined
  /** A regular expression as typed; nobody has compiled it yet. */
  readonly pattern: string | undefined
}
