import { expect, it } from 'vitest'
import { isActive } from './activity.ts'

const now = 1_000

it.each([
  [{}, true],
  [{ availableAt: 999 }, true],
  [{ availableAt: 1_000 }, true],
  [{ availableAt: 1_001 }, false],
  [{ expiresAt: 1_001 }, true],
  [{ expiresAt: 1_000 }, true],
  [{ expiresAt: 999 }, false],
  [{ availableAt: 1_000, expiresAt: 1_000 }, true],
  [{ availableAt: 1_001, expiresAt: 2_000 }, false],
  [{ availableAt: 500, expiresAt: 999 }, false],
])('a record with %j is active at 1000: %s (data.expiry.active)', (times, isSo) => {
  expect(isActive(times, now)).toBe(isSo)
})
