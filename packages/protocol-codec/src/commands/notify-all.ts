import type { AtSign } from '../at-sign.ts'
import type { MessageType, NotifyOperation } from './notify.ts'

/** One recipient: the name to use, and the text the reply's members are named by. */
export type Recipient = { readonly atSign: AtSign; readonly typed: string }

/** `notify:all:`: the same notification for several atSigns. */
export type NotifyAllCommand = {
  readonly verb: 'notify:all'
  readonly operation: NotifyOperation | undefined
  readonly messageType: MessageType | undefined
  /** Milliseconds. */
  readonly ttl: number | undefined
  /** Milliseconds. */
  readonly ttb: number | undefined
  /** Seconds; -1 keeps a cached copy for ever. */
  readonly ttr: number | undefined
  readonly ccd: boolean | undefined
  /** At least one. */
  readonly recipients: readonly Recipient[]
  readonly key: string
  readonly atSign: AtSign | undefined
  readonly value: string | undefined
}
