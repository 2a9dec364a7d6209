import type { Socket } from 'node:net'
import { defaultPendingHandshakes, defaultPendingPerAddress } from './limits.ts'

/** Connections whose handshake is under way, bounded in number (transport.listen.handshakes). */
export type PendingHandshakes = {
  /**
   * Adds one. It is never turned away: beyond a bound, the oldest one of the address that has the most is
   * taken out and given back, to be ended. Honest handshakes are quick; idle ones get old.
   */
  readonly add: (socket: Socket, address: string) => Socket | undefined
  /** Takes one out, by its two ends: the TLS server gives only those back. */
  readonly delete: (ends: string) => void
  readonly all: () => readonly Socket[]
}

type Pending = { readonly socket: Socket; readonly address: string }

type Bounds = {
  readonly maxPendingHandshakes?: number
  readonly maxPendingHandshakesPerAddress?: number
}

/** No handshakes yet. */
export function openPendingHandshakes(bounds: Bounds): PendingHandshakes {
  /** In the order in which they came. */
  const byEnds = new Map<string, Pending>()
  return {
    add: (socket, address) => {
      const crowd = crowding(address, byEnds, bounds)
      const oldest =
        crowd === undefined
          ? undefined
          : [...byEnds].find(([, pending]) => pending.address === crowd)
      if (oldest !== undefined) {
        byEnds.delete(oldest[0])
      }
      const ends = endsOf(socket)
      byEnds.set(ends, { socket, address })
      socket.on('close', () => {
        // The same two ends may have met again.
        if (byEnds.get(ends)?.socket === socket) {
          byEnds.delete(ends)
        }
      })
      return oldest?.[1].socket
    },
    delete: (ends) => {
      byEnds.delete(ends)
    },
    all: () => Array.from(byEnds.values(), ({ socket }) => socket),
  }
}

/** The address that has to make room before one more comes from `address`, if any. */
function crowding(
  address: string,
  pending: ReadonlyMap<string, Pending>,
  {
    maxPendingHandshakes = defaultPendingHandshakes,
    maxPendingHandshakesPerAddress = defaultPendingPerAddress,
  }: Bounds,
): string | undefined {
  const counts = new Map<string, number>()
  for (const each of pending.values()) {
    counts.set(each.address, (counts.get(each.address) ?? 0) + 1)
  }
  if ((counts.get(address) ?? 0) >= maxPendingHandshakesPerAddress) {
    return address
  }
  return pending.size < maxPendingHandshakes
    ? undefined
    : [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

/** The two ends of a connection, as one text. */
export function endsOf({ localAddress, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${remoteAddress} ${remotePort}`
}
