import { canonicalKey, isRecord, type Metadata } from '@atnet/protocol-codec'
import { mediumFault } from './faults.ts'
import { compareKeys, endOfPrefix, justAbove, wellFormed } from './key-order.ts'
import type { KeyPage, KeyQuery, Reader, StoredRecord } from './keystore.ts'
import type { KeyTimes, Storage, StoredRow } from './storage.ts'

/** Reads from a storage; `check` is asked first and throws when nothing may be read any more. */
export function readerOf(storage: Storage, check: () => void): Reader {
  return {
    get: (key) => {
      check()
      const row = storage.get(storedKey(key))
      return row && recordOf(row)
    },
    keys: (query) => {
      check()
      return pageOf(storage, query)
    },
    lastCommitId: () => {
      check()
      return storage.lastCommitId()
    },
    commits: ({ after, limit }) => {
      check()
      return storage.commits(after, checkedLimit(limit))
    },
    newestCommits: ({ before = Number.MAX_SAFE_INTEGER, limit }) => {
      check()
      return storage.newestCommits(before, checkedLimit(limit))
    },
    commitOf: (key) => {
      check()
      return storage.commitOf(storedKey(key))
    },
    secret: (name) => {
      check()
      return storage.secret(name)
    },
    nextExpiry: () => {
      check()
      return storage.nextExpiry()
    },
    expired: (at, limit) => {
      check()
      return storage.expired(at, checkedLimit(limit))
    },
  }
}

/** The form a key is stored under, whatever form it comes in (data.key.canonical). */
export function storedKey(key: string): string {
  return wellFormed(canonicalKey(key))
}

function recordOf({ key, value, metadata }: StoredRow): StoredRecord {
  let parsed: unknown
  try {
    parsed = JSON.parse(metadata)
  } catch (error) {
    throw mediumFault(error)
  }
  if (!isMetadata(parsed)) {
    throw mediumFault(undefined)
  }
  return { key, value, metadata: parsed }
}

/** `put` wrote it from a value of that type, and nobody else writes: only damage shows here. */
function isMetadata(stored: unknown): stored is Metadata {
  return isRecord(stored)
}

function pageOf(storage: Storage, { prefix = '', after, limit, activeAt }: KeyQuery): KeyPage {
  const start = wellFormed(prefix)
  const next = after === undefined ? start : justAbove(wellFormed(after))
  const found = storage.keys({
    from: compareKeys(next, start) > 0 ? next : start,
    below: endOfPrefix(start),
    limit: checkedLimit(limit),
  })
  const live = activeAt === undefined ? found : found.filter((times) => isActive(times, activeAt))
  return {
    keys: live.map(({ key }) => key),
    next: found.length < limit ? undefined : found.at(-1)?.key,
  }
}

/** Listings are strict at birth: a record born this very millisecond is not listed yet (data.scan.live). */
function isActive({ availableAt, expiresAt }: KeyTimes, at: number): boolean {
  return (availableAt === null || availableAt < at) && (expiresAt === null || expiresAt >= at)
}

function checkedLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new RangeError(`a limit is a whole number from 1 up, not ${limit}`)
  }
  return limit
}
