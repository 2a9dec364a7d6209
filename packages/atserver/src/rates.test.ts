import { fakeClock } from '@atnet/runtime/testing'
import { describe, expect, it } from 'vitest'
import { maxRatedAddresses } from './limits.ts'
import { rateLimiter } from './rates.ts'

describe('grants per address (limit.rate)', () => {
  it('are given out until none are left, and refilled with time', () => {
    const clock = fakeClock()
    const limiter = rateLimiter({ burst: 2, perSecond: 1 }, clock)
    expect([1, 2, 3].map(() => limiter.take('a'))).toEqual([true, true, false])
    clock.advance(1_000)
    expect([1, 2].map(() => limiter.take('a'))).toEqual([true, false])
  })

  it('do not depend on other addresses', () => {
    const limiter = rateLimiter({ burst: 1, perSecond: 1 }, fakeClock())
    expect([limiter.take('a'), limiter.take('a'), limiter.take('b')]).toEqual([true, false, true])
  })

  it('go to somebody at an address that asks far too often', () => {
    const clock = fakeClock()
    const limiter = rateLimiter({ burst: 2, perSecond: 10 }, clock)
    let granted = 0
    for (let asked = 0; asked < 10_000; asked += 1) {
      clock.advance(1)
      granted += limiter.take('a') ? 1 : 0
    }
    expect(granted).toBeGreaterThan(95)
    expect(granted).toBeLessThan(105)
  })

  it('can be owed, but no more than a burst', () => {
    const limiter = rateLimiter({ burst: 3, perSecond: 1 }, fakeClock())
    const owed = Array.from({ length: 100 }, () => limiter.owe('a'))
    expect(owed.slice(0, 7)).toEqual([0, 0, 0, 1, 2, 3, 3])
    expect(owed.at(-1)).toBe(3)
  })

  it('do not come back when the wall clock steps back', () => {
    const clock = fakeClock(10_000)
    const limiter = rateLimiter({ burst: 1, perSecond: 1 }, clock)
    limiter.take('a')
    clock.step(0)
    expect(limiter.take('a')).toBe(false)
  })

  it('are remembered for a bounded number of addresses', () => {
    const limiter = rateLimiter({ burst: 1, perSecond: 1 }, fakeClock())
    limiter.take('first')
    for (let address = 0; address < maxRatedAddresses; address += 1) {
      limiter.take(String(address))
    }
    expect(limiter.take('first')).toBe(true)
  })
})
