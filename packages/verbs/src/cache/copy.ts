import type { Reader, StoredRecord, Transaction } from '@atnet/keystore'
import {
  type AtSign,
  canonicalKey,
  keyParts,
  type Metadata,
  maxCachedKeyChars,
} from '@atnet/protocol-codec'
import { isActive } from '../activity.ts'
import { liveRecord } from '../write/live.ts'
import { copyClocks, copyMetadata } from './copy-metadata.ts'
import { type OriginAddress, originName } from './origin.ts'

/** The name under which a copy of another atSign's record is kept (data.cache.name). */
export function copyName(address: OriginAddress): string {
  return canonicalKey(`cached:${originName(address)}`)
}

/**
 * A copy that may be given out instead of asking its origin: born, not expired, and either good for
 * ever or not yet due to be refreshed (data.cache.usable).
 */
export function usableCopy(
  records: Pick<Reader, 'get'>,
  name: string,
  now: number,
): StoredRecord | undefined {
  const copy = records.get(name)
  if (copy === undefined || !isActive(copy.metadata, now)) {
    return undefined
  }
  const { ttr, refreshAt } = copy.metadata
  const isFresh = ttr === -1 || (refreshAt !== undefined && now <= refreshAt)
  return isFresh ? copy : undefined
}

/** What a copy is made from. */
export type CopySource = {
  /** Of the copy, with `cached:` in front. */
  readonly name: string
  readonly value: string | null
  /** As the origin gave it. */
  readonly metadata: Metadata
}

/** Who keeps copies, and when it is. */
export type Keeper = { readonly owner: AtSign; readonly now: number }

/**
 * Keeps what an origin has just given, in place of an older copy, and gives what was stored. What
 * the origin does not want kept is not, and an older copy of it goes: it is known to be outdated
 * (data.cache.keep).
 */
export function putCopy(
  transaction: Transaction,
  { name, value, metadata: origin }: CopySource,
  { owner, now }: Keeper,
): StoredRecord | undefined {
  const clocks = clocksOf(name, origin, now)
  if (clocks === undefined) {
    removeCopy(transaction, name, now)
    return undefined
  }
  const existing = liveRecord(transaction, name, now)?.metadata
  const metadata = { ...copyMetadata({ origin, existing, owner, now }), ...clocks }
  const copy = { key: name, value, metadata }
  transaction.put(copy, { operation: '*', at: now })
  return copy
}

/** Removes a copy, if there is one; otherwise nothing is written at all (data.cache.drop). */
export function removeCopy(transaction: Transaction, name: string, now: number): void {
  if (transaction.get(name) !== undefined) {
    transaction.remove(name, { operation: '-', at: now })
  }
}

/** Whether a record that came with this metadata is to be kept under this name. */
export function isKept({ name, metadata }: CopySource, now: number): boolean {
  return clocksOf(name, metadata, now) !== undefined
}

/** Names that clients cannot take apart, or that are too long to be stored, are not kept. */
function clocksOf(name: string, origin: Metadata, now: number): ReturnType<typeof copyClocks> {
  const parts = name.length <= maxCachedKeyChars ? keyParts(name) : undefined
  const isPublic = parts?.sharedWith === undefined
  return parts?.cached === true ? copyClocks({ origin, isPublic, now }) : undefined
}
