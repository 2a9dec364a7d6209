import type { Keystore } from '@atnet/keystore'
import type { AtSign } from '@atnet/protocol-codec'
import type { ConnectionFigure, NotificationFigures, Statistics } from '@atnet/verbs'
import type { Connections } from './connections.ts'
import type { Session } from './session.ts'

/** What figures are taken from. */
export type StatisticsSources = {
  readonly owner: AtSign
  readonly connections: Connections
  /** How many connections to other atServers are open. */
  readonly outbound: () => number
  readonly store: Keystore
}

/** Figures about one atServer, taken when they are asked for. */
export function statisticsOf({
  owner,
  connections,
  outbound,
  store,
}: StatisticsSources): Statistics {
  return {
    inbound: () => Array.from(connections.all(), (session) => figureOf(session, owner)),
    outbound,
    storeBytes: () => store.sizeBytes(),
    newestAccess: (verb) => store.accessLog.newest(verb)?.at,
    topAccess: (verb, by, limit) => store.accessLog.top(verb, by, limit),
    notifications: () => noNotifications,
  }
}

function figureOf(session: Session, owner: AtSign): ConnectionFigure {
  const { createdAt, lastActiveAt: lastAccessedAt } = session
  return { ...whoIsOn(session, owner), createdAt, lastAccessedAt }
}

function whoIsOn(
  { caller, stream }: Session,
  owner: AtSign,
): Pick<ConnectionFigure, 'group' | 'from'> {
  switch (caller.kind) {
    case 'anyone':
      return { group: 'anon', from: stream.remote.address }
    case 'peer':
      return { group: 'other', from: caller.atSign }
    case 'owner':
      return { group: 'self', from: owner }
    default:
      return caller satisfies never
  }
}

/** The figures of a server that has neither sent nor received any (TODO(#4)). */
const noNotifications: NotificationFigures = {
  total: 0,
  type: { sent: 0, received: 0 },
  status: { delivered: 0, failed: 0, queued: 0 },
  operations: { update: 0, delete: 0 },
  messageType: { key: 0, text: 0 },
}
