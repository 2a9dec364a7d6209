import type { Clock, Randomness } from '@atnet/runtime'
import type { ByteStream } from '@atnet/transport'
import { minAuthenticatedIdleMs, minIdleMs, ownerSlotShare } from './limits.ts'
import { newSession, type Session } from './session.ts'
import type { AtServerSettings } from './settings.ts'

/** The connections that others have opened to this atServer. */
export type Connections = {
  /** Takes a connection in, or gives `undefined` when every slot is taken. */
  readonly open: (stream: ByteStream) => Session | undefined
  readonly close: (session: Session) => void
  /** Whether a connection has been silent for longer than the pool can afford (limit.idle). */
  readonly hasExpired: (session: Session) => boolean
  /** Every open connection. */
  readonly all: () => Iterable<Session>
}

/** What a pool of connections needs. */
export type ConnectionsOptions = {
  readonly settings: Pick<AtServerSettings, 'inboundIdleMs' | 'authenticatedIdleMs'>
  /** How many connections there may be; asked each time, as it may change. */
  readonly limit: () => number
  readonly clock: Clock
  readonly randomness: Randomness
}

/** A pool with a bounded number of slots; the last few are kept for the owner. */
export function openConnections(options: ConnectionsOptions): Connections {
  const { settings, limit, clock, randomness } = options
  const sessions = new Set<Session>()

  function hasExpired({ caller, lastActiveAt, busy }: Session): boolean {
    const allowed = allowedIdleMs({
      size: sessions.size,
      limit: limit(),
      ...(caller.kind === 'anyone'
        ? { minMs: minIdleMs, maxMs: settings.inboundIdleMs }
        : { minMs: minAuthenticatedIdleMs, maxMs: settings.authenticatedIdleMs }),
    })
    return !busy && clock.now() - lastActiveAt > allowed
  }

  function dropExpired(): void {
    for (const session of sessions) {
      if (hasExpired(session)) {
        sessions.delete(session)
        session.stream.destroy()
      }
    }
  }

  return {
    open: (stream) => {
      dropExpired()
      const slots = limit()
      if (sessions.size >= slots) {
        return undefined
      }
      const session = newSession({
        id: `_${randomness.uuid()}`,
        stream,
        now: clock.now(),
        inOwnerSlot: sessions.size >= slots - Math.floor(slots * ownerSlotShare),
      })
      sessions.add(session)
      return session
    },
    close: (session) => {
      sessions.delete(session)
    },
    hasExpired,
    all: () => sessions,
  }
}

/** How full a pool is, and how long a connection may be silent in an empty and in a full one. */
export type IdleInput = {
  readonly size: number
  readonly limit: number
  readonly minMs: number
  readonly maxMs: number
}

/** The fuller the pool above one half, the shorter the silence it grants, milliseconds. */
export function allowedIdleMs({ size, limit, minMs, maxMs }: IdleInput): number {
  const relaxed = Math.floor(limit * 0.5)
  const over = Math.max(size - relaxed, 0)
  const left = limit > relaxed ? 1 - over / (limit - relaxed) : 1
  return Math.floor((maxMs - minMs) * left + minMs)
}
