import { AtFault, type AtSign } from '@atnet/protocol-codec'
import type { Clock } from '@atnet/runtime'
import type { Asker } from '@atnet/transport'
import type { AskedAs } from '@atnet/verbs'
import { maxConnectionsPerPeer, othersConnectionShare } from '../limits.ts'

/** One outgoing connection; it may still be opening. */
export type Outgoing = {
  readonly peer: AtSign
  readonly role: AskedAs
  readonly asker: Promise<Asker>
  /** The same once it is open. */
  opened: Asker | undefined
  /** Questions sent or waiting on it. */
  pending: number
  lastUsedAt: number
}

/** What a pool needs. */
export type PeerPoolOptions = {
  readonly dial: (peer: AtSign, role: AskedAs) => Promise<Asker>
  readonly limit: number
  readonly idleMs: number
  readonly clock: Clock
}

/**
 * The outgoing connections of one atServer, shared by everything it asks. Reuses connections, opens
 * a further one while all to that peer are busy, and makes room by closing the one unused for
 * longest (peer.pool).
 */
export class PeerPool {
  readonly #options: PeerPoolOptions
  readonly #all = new Set<Outgoing>()

  constructor(options: PeerPoolOptions) {
    this.#options = options
  }

  /** How many connections there are, opening ones included. */
  get count(): number {
    this.#dropUnusable()
    return this.#all.size
  }

  /** A connection for one question; give it back with `release`. Throws `AtFault('outboundLimit')`. */
  acquire(peer: AtSign, role: AskedAs): Outgoing {
    this.#dropUnusable()
    const outgoing = this.#choose(peer, role)
    outgoing.pending += 1
    return outgoing
  }

  /** Gives a connection back after its question. */
  release(outgoing: Outgoing): void {
    outgoing.pending -= 1
    outgoing.lastUsedAt = this.#options.clock.now()
  }

  /** Closes a connection and forgets it. */
  drop(outgoing: Outgoing): void {
    if (this.#all.delete(outgoing)) {
      // A connection that never opened has nothing to close.
      outgoing.asker.then((asker) => asker.destroy()).catch(() => undefined)
    }
  }

  /** Closes every connection to a peer that nobody is using: the peer may have been restarted. */
  dropUnused(peer: AtSign): void {
    for (const outgoing of this.#all) {
      if (outgoing.peer === peer && outgoing.pending === 0) {
        this.drop(outgoing)
      }
    }
  }

  /** Says good-bye on every connection. */
  async close(): Promise<void> {
    const askers = [...this.#all].map(({ asker }) => asker.then((open) => open.close()))
    this.#all.clear()
    await Promise.allSettled(askers)
  }

  #choose(peer: AtSign, role: AskedAs): Outgoing {
    const fitting = [...this.#all].filter((each) => each.peer === peer && each.role === role)
    const leastBusy = fitting.toSorted((a, b) => a.pending - b.pending)[0]
    const enough = fitting.length >= maxConnectionsPerPeer
    return leastBusy !== undefined && (leastBusy.pending === 0 || enough)
      ? leastBusy
      : this.#open(peer, role)
  }

  #open(peer: AtSign, role: AskedAs): Outgoing {
    this.#makeRoom(role)
    const asker = this.#options.dial(peer, role)
    const lastUsedAt = this.#options.clock.now()
    const outgoing: Outgoing = { peer, role, asker, opened: undefined, pending: 0, lastUsedAt }
    this.#all.add(outgoing)
    asker.then(
      (opened) => {
        outgoing.opened = opened
      },
      () => this.drop(outgoing),
    )
    return outgoing
  }

  /** What others give rise to takes its share and no more, so that the owner can always ask (peer.pool.share). */
  #makeRoom(role: AskedAs): void {
    const { limit } = this.#options
    const all = [...this.#all]
    const forOthers = all.filter((each) => each.role === 'for-another')
    const share = Math.max(Math.floor(limit * othersConnectionShare), 1)
    if (role === 'for-another' && forOthers.length >= share) {
      this.#dropOldest(forOthers)
    } else if (all.length >= limit) {
      this.#dropOldest(all)
    }
  }

  #dropOldest(among: readonly Outgoing[]): void {
    const unused = among.filter(({ pending }) => pending === 0)
    const oldest = unused.toSorted((a, b) => a.lastUsedAt - b.lastUsedAt)[0]
    if (oldest === undefined) {
      throw new AtFault('outboundLimit', 'max limit reached on outbound pool')
    }
    this.drop(oldest)
  }

  #dropUnusable(): void {
    const { clock, idleMs } = this.#options
    for (const outgoing of this.#all) {
      const { pending, opened, lastUsedAt } = outgoing
      const idle = pending === 0 && clock.now() - lastUsedAt > idleMs
      if (idle || opened?.usable === false) {
        this.drop(outgoing)
      }
    }
  }
}
