import { parseAtSign } from '@atnet/protocol-codec'
import { fakeClock } from '@atnet/runtime/testing'
import type { Asker } from '@atnet/transport'
import { describe, expect, it } from 'vitest'
import { maxConnectionsPerPeer } from '../limits.ts'
import { PeerPool } from './pool.ts'

const bob = parseAtSign('@bob')
const carol = parseAtSign('@carol')

type Dialled = { readonly pool: PeerPool; readonly closed: string[]; readonly dials: string[] }

function poolOf(limit: number, clock = fakeClock()): Dialled {
  const closed: string[] = []
  const dials: string[] = []
  const pool = new PeerPool({
    limit,
    idleMs: 1_000,
    clock,
    dial: async (peer, role): Promise<Asker> => {
      dials.push(`${peer} ${role}`)
      const end = (): void => {
        closed.push(peer)
      }
      return { ask: async () => '', usable: true, close: async () => end(), destroy: end }
    },
  })
  return { pool, closed, dials }
}

describe('connections to peers (peer.pool)', () => {
  it('are reused', () => {
    const { pool, dials } = poolOf(10)
    pool.release(pool.acquire(bob, 'as-me'))
    pool.release(pool.acquire(bob, 'as-me'))
    expect(dials).toEqual(['@bob as-me'])
  })

  it('are not shared between roles or peers', () => {
    const { pool, dials } = poolOf(10)
    pool.release(pool.acquire(bob, 'as-me'))
    pool.release(pool.acquire(bob, 'anonymous'))
    pool.release(pool.acquire(carol, 'as-me'))
    expect(dials).toHaveLength(3)
  })

  it('grow in number while all are busy, up to a bound', () => {
    const { pool, dials } = poolOf(100)
    const taken = Array.from({ length: maxConnectionsPerPeer + 3 }, () =>
      pool.acquire(bob, 'as-me'),
    )
    expect(dials).toHaveLength(maxConnectionsPerPeer)
    expect(Math.max(...taken.map(({ pending }) => pending))).toBe(2)
  })

  it('make room: the one unused for longest goes', async () => {
    const clock = fakeClock()
    const { pool, closed } = poolOf(2, clock)
    pool.release(pool.acquire(bob, 'as-me'))
    clock.advance(1)
    pool.release(pool.acquire(carol, 'as-me'))
    pool.acquire(carol, 'anonymous')
    await Promise.resolve()
    expect(closed).toEqual(['@bob'])
  })

  it('are AT0006 when every one is busy', () => {
    const { pool } = poolOf(1)
    pool.acquire(bob, 'as-me')
    expect(() => pool.acquire(carol, 'as-me')).toThrow(
      expect.objectContaining({ fault: 'outboundLimit' }),
    )
  })

  it('are for strangers up to a share, so that the owner can always ask (peer.pool.share)', () => {
    const { pool } = poolOf(4)
    const taken = ['@a', '@b'].map((name) => pool.acquire(parseAtSign(name), 'for-another'))
    expect(() => pool.acquire(carol, 'for-another')).toThrow(
      expect.objectContaining({ fault: 'outboundLimit' }),
    )
    pool.acquire(carol, 'as-me')
    taken.forEach((outgoing) => pool.release(outgoing))
    pool.acquire(carol, 'for-another')
    expect(pool.count).toBe(3)
  })

  it('are closed after a time without use', async () => {
    const clock = fakeClock()
    const { pool, closed, dials } = poolOf(10, clock)
    pool.release(pool.acquire(bob, 'as-me'))
    clock.advance(2_000)
    pool.acquire(bob, 'as-me')
    await Promise.resolve()
    expect([closed, dials.length]).toEqual([['@bob'], 2])
  })

  it('are replaced when the peer has closed them', async () => {
    let usable = true
    let dials = 0
    const dial = async (): Promise<Asker> => {
      dials += 1
      const end = (): void => undefined
      return {
        ask: async () => '',
        get usable() {
          return usable
        },
        close: async () => undefined,
        destroy: end,
      }
    }
    const pool = new PeerPool({ limit: 9, idleMs: 1_000, clock: fakeClock(), dial })
    const first = pool.acquire(bob, 'as-me')
    await first.asker
    pool.release(first)
    usable = false
    expect(pool.acquire(bob, 'as-me')).not.toBe(first)
    expect(dials).toBe(2)
  })

  it('are forgotten when they could not be opened', async () => {
    const clock = fakeClock()
    let dials = 0
    const dial = (): Promise<Asker> => {
      dials += 1
      return Promise.reject(new Error('no'))
    }
    const pool = new PeerPool({ limit: 1, idleMs: 1_000, clock, dial })
    const first = pool.acquire(bob, 'as-me')
    await expect(first.asker).rejects.toThrow('no')
    pool.release(first)
    pool.release(pool.acquire(bob, 'as-me'))
    expect(dials).toBe(2)
  })
})
