import type { AtSign } from '../at-sign.ts'
import type { MetadataRequest } from '../metadata-fields.ts'
import type { Priority, PublicScope, SharedScope } from './scope.ts'

/** What happened to the record a notification is about. */
export type NotifyOperation = 'update' | 'delete'

/** Whether a notification names a record or carries free text. */
export type MessageType = 'key' | 'text'

/** Whether every notification counts or only the latest of a notifier. */
export type NotifyStrategy = 'all' | 'latest'

/** `notify:`: tells another atSign something, now or when it can be reached. */
export type NotifyCommand = {
  readonly verb: 'notify'
  readonly id: string | undefined
  readonly operation: NotifyOperation | undefined
  readonly messageType: MessageType | undefined
  readonly priority: Priority | undefined
  readonly strategy: NotifyStrategy | undefined
  readonly latestN: number | undefined
  readonly notifier: string | undefined
  /** Life of the notification in milliseconds (`ttln`). */
  readonly ttln: number | undefined
  /** When the notification expires, in milliseconds since the epoch (`eAtn`). */
  readonly expiresAt: number | undefined
  /** Kept in memory only (`eph`). */
  readonly ephemeral: boolean
  readonly metadata: MetadataRequest
  readonly scope: PublicScope | SharedScope
  /** The key, or the text of a `text` message, as typed. */
  readonly key: string
  readonly atSign: AtSign | undefined
  readonly value: string | undefined
}
