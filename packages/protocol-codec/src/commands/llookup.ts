import type { AtSign } from '../at-sign.ts'
import type { Projection, Scope } from './scope.ts'

/** `llookup:`: reads a record of the owner's own store, whatever its kind. */
export type LlookupCommand = {
  readonly verb: 'llookup'
  readonly projection: Projection
  readonly cached: boolean
  readonly scope: Scope
  /** As typed; may contain `:` (`private:x`, `local:x`). */
  readonly key: string
  readonly atSign: AtSign
}
