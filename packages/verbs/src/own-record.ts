import type { StoredRecord } from '@atnet/keystore'
import type { AtSign } from '@atnet/protocol-codec'

/** A new record that the atServer writes by itself, in the name of its owner. `now` is in epoch milliseconds. */
export function ownRecord(options: {
  readonly key: string
  readonly value: string
  readonly owner: AtSign
  readonly now: number
}): StoredRecord {
  const { key, value, owner, now } = options
  const authors = { createdBy: owner, updatedBy: owner }
  const times = { createdAt: now, updatedAt: now }
  return { key, value, metadata: { ...authors, ...times, status: 'active', version: 0 } }
}
