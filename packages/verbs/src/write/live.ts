import type { Reader, StoredRecord } from '@atnet/keystore'

/**
 * The record that a write finds: one that has expired is as good as gone, swept or not
 * (data.update.over-expired).
 */
export function liveRecord(
  records: Pick<Reader, 'get'>,
  key: string,
  now: number,
): StoredRecord | undefined {
  const record = records.get(key)
  const expiresAt = record?.metadata.expiresAt
  return expiresAt !== undefined && expiresAt < now ? undefined : record
}
