import type { Clock } from '@atnet/runtime'
import { LRUCache } from 'lru-cache'
import { maxRatedAddresses } from './limits.ts'
import type { Rate, Rates } from './settings.ts'

/** Grants per remote address, refilled with time. */
export type RateLimiter = {
  /** Takes one grant; `false` when the address has none left. Asking in vain costs nothing. */
  readonly take: (address: string) => boolean
  /** Takes one grant, had or not, and gives how many the address is short of. */
  readonly owe: (address: string) => number
}

/** The limits of one atServer that verbs ask. */
export type VerbRates = {
  /** For `from:` with somebody else's atSign. */
  readonly froms: RateLimiter
  /** For `from:` with the owner's: nobody else's keeps the owner out, nor the other way round. */
  readonly ownFroms: RateLimiter
  readonly failedProofs: RateLimiter
}

/** Opens the limits of one atServer. */
export function openVerbRates({ froms, failedProofs }: Rates, clock: Clock): VerbRates {
  return {
    froms: rateLimiter(froms, clock),
    ownFroms: rateLimiter(froms, clock),
    failedProofs: rateLimiter(failedProofs, clock),
  }
}

type Bucket = { grants: number; at: number }

/**
 * A token bucket per address. Addresses are forgotten least recently seen first, so memory is
 * bounded whoever knocks (limit.rate).
 */
export function rateLimiter({ burst, perSecond }: Rate, clock: Clock): RateLimiter {
  const buckets = new LRUCache<string, Bucket>({ max: maxRatedAddresses })

  function bucketOf(address: string): Bucket {
    const now = clock.now()
    const bucket = buckets.get(address) ?? { grants: burst, at: now }
    const refilled = (Math.max(now - bucket.at, 0) / 1_000) * perSecond
    bucket.grants = Math.min(bucket.grants + refilled, burst)
    bucket.at = now
    buckets.set(address, bucket)
    return bucket
  }

  return {
    take: (address) => {
      const bucket = bucketOf(address)
      // No debt: somebody else at this address has a chance at the next grant.
      const granted = bucket.grants >= 1
      bucket.grants -= granted ? 1 : 0
      return granted
    },
    owe: (address) => {
      const bucket = bucketOf(address)
      // Bounded by the burst, so that nobody is held up for longer than it takes to refill.
      bucket.grants = Math.max(bucket.grants - 1, -burst)
      return Math.max(-bucket.grants, 0)
    },
  }
}
