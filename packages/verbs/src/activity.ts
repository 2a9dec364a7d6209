import type { Metadata } from '@atnet/protocol-codec'

/** Whether a record is born and not expired at `now` (epoch milliseconds; data.expiry.active). */
export function isActive(metadata: Metadata, now: number): boolean {
  const { availableAt, expiresAt } = metadata
  return (
    (availableAt === undefined || availableAt <= now) &&
    (expiresAt === undefined || expiresAt >= now)
  )
}
