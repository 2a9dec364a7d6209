import type { AtSign } from '../at-sign.ts'
import type { MetadataRequest } from '../metadata-fields.ts'
import type { Scope } from './scope.ts'

/** The textual form of an update: everything spelt out before the first blank. */
export type UpdateText = {
  readonly kind: 'text'
  readonly metadata: MetadataRequest
  readonly scope: Scope
  readonly key: string
  readonly atSign: AtSign | undefined
  /** At least one character; never a line feed. */
  readonly value: string
}

/** The JSON form: the text is handed on unread. */
export type UpdateJson = { readonly kind: 'json'; readonly json: string }

/** `update:`: writes a record. */
export type UpdateCommand = {
  readonly verb: 'update'
  readonly noCommit: boolean
  readonly body: UpdateText | UpdateJson
}
