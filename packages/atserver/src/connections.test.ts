import { describe, expect, it } from 'vitest'
import { allowedIdleMs } from './connections.ts'

describe('the silence a pool grants (limit.idle)', () => {
  const stranger = { limit: 200, minMs: 5_000, maxMs: 600_000 }

  it.each([
    [0, 600_000],
    [100, 600_000],
    [150, 302_500],
    [200, 5_000],
  ])('is shorter the fuller it is: %d of 200 taken', (size, ms) => {
    expect(allowedIdleMs({ ...stranger, size })).toBe(ms)
  })

  it('never falls below its minimum in a pool of one', () => {
    expect(allowedIdleMs({ ...stranger, limit: 1, size: 1 })).toBe(5_000)
  })
})
