import type { Metadata, MetadataRequest } from '@atnet/protocol-codec'
import { lastMomentMs } from '../limits.ts'

/** When a record is born, dies and is to be refreshed; epoch milliseconds. */
export type Clocks = Pick<
  Metadata,
  'ttl' | 'ttb' | 'ttr' | 'availableAt' | 'expiresAt' | 'refreshAt'
>

/** What the clocks of a write follow from. */
export type ClockInput = {
  readonly existing: Metadata | undefined
  readonly request: MetadataRequest
  readonly now: number
}

/**
 * The clocks after a write. A clock moves only when the write speaks of it: a value-only update
 * leaves expiry and birth where they were (data.expiry.named-only). Asserted moments are taken as
 * they are, and imply the lifetimes that are not named (data.metadata.asserted).
 */
export function clocksAfter({ existing, request, now }: ClockInput): Clocks {
  const birth = birthAfter(existing, request, now)
  const expiry = expiryAfter({ existing, request, now, birth })
  return { ...birth, ...expiry, ...refreshAfter(existing, request, now) }
}

type Birth = Pick<Metadata, 'ttb' | 'availableAt'>

function birthAfter(existing: Metadata | undefined, request: MetadataRequest, now: number): Birth {
  const { availableAt, ttb } = request
  if (availableAt !== undefined) {
    return { availableAt, ttb: ttb ?? Math.max(availableAt - now, 0) }
  }
  if (ttb !== undefined) {
    return { ttb, availableAt: moment(now + ttb) }
  }
  return { ttb: existing?.ttb, availableAt: existing?.availableAt }
}

type Expiry = Pick<Metadata, 'ttl' | 'expiresAt'>

function expiryAfter(input: ClockInput & { readonly birth: Birth }): Expiry {
  const { existing, request, now, birth } = input
  const { expiresAt, ttl } = request
  if (expiresAt !== undefined) {
    // An asserted end implies the lifetime it leaves, counted from the later of now and birth.
    const from = Math.max(request.updatedAt ?? now, birth.availableAt ?? 0)
    return { expiresAt, ttl: ttl ?? Math.max(expiresAt - from, 0) }
  }
  if (ttl === undefined) {
    return { ttl: existing?.ttl, expiresAt: existing?.expiresAt }
  }
  return ttl === 0 ? { ttl } : { ttl, expiresAt: moment(now + ttl + (birth.ttb ?? 0)) }
}

type Refresh = Pick<Metadata, 'ttr' | 'refreshAt'>

function refreshAfter(
  existing: Metadata | undefined,
  request: MetadataRequest,
  now: number,
): Refresh {
  // `ttr:0` is the same as not saying anything (data.metadata.ttr-zero).
  const ttr = request.ttr === 0 ? undefined : request.ttr
  if (ttr === undefined) {
    return { ttr: existing?.ttr, refreshAt: existing?.refreshAt }
  }
  return ttr === -1 ? { ttr } : { ttr, refreshAt: moment(now + ttr * 1_000) }
}

/** Keeps sums of huge lifetimes within what a date can name. */
function moment(at: number): number {
  return Math.min(at, lastMomentMs)
}
