import type { AtSign } from '../at-sign.ts'
import type { Priority, Scope } from './scope.ts'

/** `delete:`: removes a record. */
export type DeleteCommand = {
  readonly verb: 'delete'
  /** Milliseconds since the epoch: the time the commit entry shall carry. */
  readonly deletedAt: number | undefined
  readonly noCommit: boolean
  /** Removes immutable records too. */
  readonly force: boolean
  /** Of the notification this may cause. */
  readonly priority: Priority | undefined
  readonly cached: boolean
  readonly scope: Scope
  readonly key: string
  readonly atSign: AtSign | undefined
}
