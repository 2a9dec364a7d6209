import { describe, expect, it } from 'vitest'
import { lastMomentMs } from '../limits.ts'
import { clocksAfter } from './clocks.ts'

const now = 1_000_000

describe('clocks of a new record', () => {
  it.each([
    ['no word of time', {}, {}],
    ['ttl', { ttl: 500 }, { ttl: 500, expiresAt: now + 500 }],
    ['ttl 0 is for ever', { ttl: 0 }, { ttl: 0 }],
    ['ttb 0 is born now', { ttb: 0 }, { ttb: 0, availableAt: now }],
    [
      'ttl counts from birth',
      { ttl: 500, ttb: 100 },
      { ttl: 500, ttb: 100, availableAt: now + 100, expiresAt: now + 600 },
    ],
    ['ttr is in seconds', { ttr: 3 }, { ttr: 3, refreshAt: now + 3_000 }],
    ['ttr -1 never refreshes', { ttr: -1 }, { ttr: -1 }],
    ['ttr 0 says nothing', { ttr: 0 }, {}],
    [
      'an asserted end implies the lifetime left',
      { expiresAt: now + 700 },
      { expiresAt: now + 700, ttl: 700 },
    ],
    [
      'an asserted birth implies the time to it',
      { availableAt: now + 50 },
      { availableAt: now + 50, ttb: 50 },
    ],
    [
      'an asserted end counts from an asserted birth',
      { availableAt: now + 50, expiresAt: now + 80 },
      { availableAt: now + 50, ttb: 50, expiresAt: now + 80, ttl: 30 },
    ],
  ])('%s', (_claim, request, clocks) => {
    expect(clocksAfter({ existing: undefined, request, now })).toEqual(clocks)
  })

  it('keeps a lifetime beyond what a date can name within it', () => {
    const { expiresAt } = clocksAfter({
      existing: undefined,
      request: { ttl: Number.MAX_SAFE_INTEGER },
      now,
    })
    expect(expiresAt).toBe(lastMomentMs)
  })
})

describe('clocks of a record written again (data.expiry.named-only)', () => {
  const existing = {
    ...{ ttl: 500, expiresAt: now - 10, ttb: 20, availableAt: now - 400 },
    ...{ ttr: 9, refreshAt: now + 1 },
  }

  it('stand still when the write does not speak of them', () => {
    expect(clocksAfter({ existing, request: {}, now })).toEqual(existing)
  })

  it('move one by one', () => {
    expect(clocksAfter({ existing, request: { ttr: 1 }, now })).toEqual({
      ...existing,
      ...{ ttr: 1, refreshAt: now + 1_000 },
    })
    expect(clocksAfter({ existing, request: { ttl: 100 }, now })).toEqual({
      ...existing,
      ...{ ttl: 100, expiresAt: now + 120 },
    })
  })

  it('lose an expiry with ttl 0', () => {
    const { ttl, expiresAt } = clocksAfter({ existing, request: { ttl: 0 }, now })
    expect([ttl, expiresAt]).toEqual([0, undefined])
  })
})
