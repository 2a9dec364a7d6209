/** What an `enroll:` line asks for. */
export type EnrollOperation =
  | 'request'
  | 'approve'
  | 'deny'
  | 'revoke'
  | 'listns'
  | 'infons'
  | 'list'
  | 'fetch'
  | 'unrevoke'
  | 'delete'
  | 'update'

/** `enroll:`: one step in an application's life as a holder of its own key. */
export type EnrollCommand = {
  readonly verb: 'enroll'
  readonly operation: EnrollOperation
  readonly force: boolean
  readonly namespace: string | undefined
  /** A JSON object as typed; nobody has read it yet. */
  readonly params: string | undefined
}
