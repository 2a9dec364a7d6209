import type { AtSign } from '../at-sign.ts'
import type { MetadataRequest } from '../metadata-fields.ts'
import type { Scope } from './scope.ts'

/** `update:meta:`: changes a record's metadata and keeps its value. */
export type UpdateMetaCommand = {
  readonly verb: 'update:meta'
  readonly noCommit: boolean
  readonly scope: Scope
  readonly key: string
  readonly atSign: AtSign
  readonly metadata: MetadataRequest
}
