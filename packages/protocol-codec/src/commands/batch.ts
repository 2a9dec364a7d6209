/** `batch:`: several commands in one line; the JSON is handed on unread. */
export type BatchCommand = {
  readonly verb: 'batch'
  readonly abortOnFailure: boolean
  readonly json: string
}
