import type { AccessCount } from '@atnet/keystore'

/** A connection somebody opened to this atServer. */
export type ConnectionFigure = {
  /** Whether the owner, another atSign or nobody in particular has proved to be on it. */
  readonly group: 'self' | 'other' | 'anon'
  /** The atSign that was proved, or the address of a stranger. */
  readonly from: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly lastAccessedAt: number
}

/** How many notifications there are, by what became of them. */
export type NotificationFigures = {
  readonly total: number
  readonly type: { readonly sent: number; readonly received: number }
  readonly status: { readonly delivered: number; readonly failed: number; readonly queued: number }
  readonly operations: { readonly update: number; readonly delete: number }
  readonly messageType: { readonly key: number; readonly text: number }
}

/** What `stats` asks of the server around it. */
export type Statistics = {
  /** Every open connection, the asking one included. */
  readonly inbound: () => readonly ConnectionFigure[]
  /** How many connections to other atServers are open. */
  readonly outbound: () => number
  readonly storeBytes: () => number
  /** When the newest row of the access log was written, of one verb or of any; epoch milliseconds. */
  readonly newestAccess: (verb?: string) => number | undefined
  /** The most frequent atSigns or keys among a verb's rows of the access log. */
  readonly topAccess: (verb: string, by: 'atSign' | 'key', limit: number) => readonly AccessCount[]
  readonly notifications: () => NotificationFigures
}
