import { AtFault, type AtSign } from '@atnet/protocol-codec'
import type { Clock } from '@atnet/runtime'
import type { Asker } from '@atnet/transport'
import { maxConnectionsPerPeer } from '../limits.ts'

/** How an outgoing connection introduces itself. */
export type Role = 'as-me' | 'anonymous'

/** One outgoing connection; it may still be opening. */
export type Outgoing = {
  readonly peer: AtSign
  readonly role: Role
  readonly asker: Promise<Asker>
  /** Questions sent or waiting on it. */
  pending: number
  lastUsedAt: number
  /** Whether it has answered before: it may have died of old age since. */
  proven: boolean
}

/** The outgoing connections of one atServer, shared by everything it asks. */
export type PeerPool = {
  /** A connection for one question; give it back with `release`. Throws `AtFault('outboundLimit')`. */
  readonly acquire: (peer: AtSign, role: Role) => Outgoing
  readonly release: (outgoing: Outgoing) => void
  /** Closes a connection and forgets it. */
  readonly drop: (outgoing: Outgoing) => void
  readonly close: () => Promise<void>
}

/** What a pool needs. */
export type PeerPoolOptions = {
  readonly dial: (peer: AtSign, role: Role) => Promise<Asker>
  readonly limit: number
  readonly idleMs: number
  readonly clock: Clock
}

/**
 * Reuses connections, opens a further one while all to that peer are busy, and makes room by
 * closing the one unused for longest (peer.pool).
 */
export function openPeerPool({ dial, limit, idleMs, clock }: PeerPoolOptions): PeerPool {
  const all = new Set<Outgoing>()

  function drop(outgoing: Outgoing): void {
    if (all.delete(outgoing)) {
      // A connection that never opened has nothing to close.
      outgoing.asker.then((asker) => asker.destroy()).catch(() => undefined)
    }
  }

  function dropIdle(): void {
    for (const outgoing of all) {
      if (outgoing.pending === 0 && clock.now() - outgoing.lastUsedAt > idleMs) {
        drop(outgoing)
      }
    }
  }

  function makeRoom(): void {
    if (all.size < limit) {
      return
    }
    const unused = [...all].filter(({ pending }) => pending === 0)
    const oldest = unused.toSorted((a, b) => a.lastUsedAt - b.lastUsedAt)[0]
    if (oldest === undefined) {
      throw new AtFault('outboundLimit', 'max limit reached on outbound pool')
    }
    drop(oldest)
  }

  function open(peer: AtSign, role: Role): Outgoing {
    makeRoom()
    const asker = dial(peer, role)
    const outgoing = { peer, role, asker, pending: 0, lastUsedAt: clock.now(), proven: false }
    all.add(outgoing)
    asker.catch(() => drop(outgoing))
    return outgoing
  }

  function choose(peer: AtSign, role: Role): Outgoing {
    const fitting = [...all].filter((outgoing) => outgoing.peer === peer && outgoing.role === role)
    const leastBusy = fitting.toSorted((a, b) => a.pending - b.pending)[0]
    const enough = fitting.length >= maxConnectionsPerPeer
    if (leastBusy !== undefined && (leastBusy.pending === 0 || enough)) {
      return leastBusy
    }
    return open(peer, role)
  }

  return {
    acquire: (peer, role) => {
      dropIdle()
      const outgoing = choose(peer, role)
      outgoing.pending += 1
      return outgoing
    },
    release: (outgoing) => {
      outgoing.pending -= 1
      outgoing.lastUsedAt = clock.now()
    },
    drop,
    close: async () => {
      const askers = [...all].map(({ asker }) => asker.then((open) => open.close()))
      all.clear()
      await Promise.allSettled(askers)
    },
  }
}
