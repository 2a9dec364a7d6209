import type { AtSign } from '../at-sign.ts'
import type { Projection } from './scope.ts'

/** `lookup:`: reads what the caller may see, here or at another atServer. */
export type LookupCommand = {
  readonly verb: 'lookup'
  readonly bypassCache: boolean | undefined
  readonly projection: Projection
  /** The entity as typed, without scope and owner. */
  readonly key: string
  /** The owner of the record. */
  readonly atSign: AtSign
}
