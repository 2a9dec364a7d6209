import type { AtSign } from '../at-sign.ts'
import type { Projection } from './scope.ts'

/** `plookup:`: reads another atSign's public record through one's own atServer. */
export type PlookupCommand = {
  readonly verb: 'plookup'
  readonly bypassCache: boolean | undefined
  readonly projection: Projection
  readonly key: string
  readonly atSign: AtSign
}
