import type { AtSign, Metadata } from '@atnet/protocol-codec'
import { lastMomentMs, publicCopyLifeMs } from '../limits.ts'

/** What the metadata of a copy follows from. */
export type CopyInput = {
  /** As the origin gave it. */
  readonly origin: Metadata
  /** Of the copy it replaces. */
  readonly existing: Metadata | undefined
  readonly owner: AtSign
  readonly now: number
}

/** How long a copy lives and when it is to be refreshed; epoch milliseconds. */
export type CopyClocks = Pick<
  Metadata,
  'ttl' | 'ttb' | 'ttr' | 'availableAt' | 'expiresAt' | 'refreshAt'
>

/**
 * The metadata of a copy but for its clocks: all that the origin says and nothing else, written by
 * this atServer's owner, with versions of its own (data.cache.metadata).
 */
export function copyMetadata({ origin, existing, owner, now }: CopyInput): Metadata {
  return {
    ...origin,
    updatedBy: owner,
    createdAt: origin.createdAt ?? existing?.createdAt ?? now,
    updatedAt: origin.updatedAt ?? now,
    status: 'active',
    version: existing === undefined ? 0 : (existing.version ?? 0) + 1,
  }
}

/**
 * The clocks of a copy; `undefined` when there is to be none. The origin's moments hold for it too.
 * A shared record is kept when it says how long copies are good (`ttr`); a public one that does not
 * is kept for a day (data.cache.clocks).
 */
export function copyClocks(input: {
  readonly origin: Metadata
  readonly isPublic: boolean
  readonly now: number
}): CopyClocks | undefined {
  const { origin, isPublic, now } = input
  const { ttr = 0 } = origin
  const clocks = {
    ...birthOf(origin, now),
    ...expiryOf(origin, now),
    ttr: undefined,
    refreshAt: undefined,
  }
  if (ttr > 0) {
    return { ...clocks, ttr, refreshAt: moment(now + ttr * 1_000) }
  }
  if (ttr === -1) {
    return { ...clocks, ttr }
  }
  const dayEnds = moment(now + publicCopyLifeMs)
  const expiresAt = Math.min(clocks.expiresAt ?? dayEnds, dayEnds)
  return isPublic ? { ...clocks, ttl: publicCopyLifeMs, expiresAt } : undefined
}

function birthOf(origin: Metadata, now: number): Pick<CopyClocks, 'ttb' | 'availableAt'> {
  const { availableAt } = origin
  const ttb = lifetime(origin.ttb)
  const derived = ttb !== undefined && ttb > 0 ? moment(now + ttb) : undefined
  return { ttb, availableAt: availableAt ?? derived }
}

/** Servers that do not tell the moment leave it to be counted from here. */
function expiryOf(origin: Metadata, now: number): Pick<CopyClocks, 'ttl' | 'expiresAt'> {
  const { expiresAt } = origin
  const ttl = lifetime(origin.ttl)
  const derived =
    ttl !== undefined && ttl > 0 ? moment(now + ttl + (lifetime(origin.ttb) ?? 0)) : undefined
  return { ttl, expiresAt: expiresAt ?? derived }
}

/** What is less than nothing was not said. */
function lifetime(ms: number | undefined): number | undefined {
  return ms !== undefined && ms >= 0 ? ms : undefined
}

/** Keeps sums of huge lifetimes within what a date can name. */
function moment(at: number): number {
  return Math.min(at, lastMomentMs)
}
