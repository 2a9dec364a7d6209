import type { StoredRecord } from '@atnet/keystore'
import { AtFault, keyParts } from '@atnet/protocol-codec'
import { isActive } from '../activity.ts'
import { copyName } from './copy.ts'
import { askOrForget, type CacheContext, keepRecord } from './fetch.ts'
import type { OriginAddress } from './origin.ts'

/**
 * Where a copy comes from, if it is due to be refreshed: it is live, not good for ever, and its time
 * has come or was never set (data.cache.refresh.due).
 */
export function dueOrigin({ key, metadata }: StoredRecord, now: number): OriginAddress | undefined {
  const { ttr, refreshAt } = metadata
  const isDue = ttr !== -1 && (refreshAt === undefined || refreshAt < now)
  const parts = isDue && isActive(metadata, now) ? keyParts(key) : undefined
  return parts?.cached === true && parts.owner !== undefined
    ? { atSign: parts.owner, key: parts.entity, audience: parts.sharedWith ?? 'public' }
    : undefined
}

/**
 * Asks the origin of a copy again: a record that is gone takes the copy with it, another value
 * takes its place, the same one leaves it untouched (data.cache.refresh). Throws what asking throws,
 * but for the fault that says that the record is gone.
 */
export async function refreshCopy(address: OriginAddress, context: CacheContext): Promise<void> {
  try {
    const record = await askOrForget(address, context)
    const copy = context.records.get(copyName(address))
    if (copy !== undefined && copy.value !== record.value) {
      await keepRecord(address, record, context)
    }
  } catch (error) {
    if (!(error instanceof AtFault) || error.fault !== 'keyNotFound') {
      throw error
    }
  }
}
