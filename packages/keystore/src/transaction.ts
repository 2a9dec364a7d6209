import { isLogged } from '@atnet/protocol-codec'
import { wellFormed } from './key-order.ts'
import type { CommitLogging, Reader, StoredRecord, Transaction } from './keystore.ts'
import { storedKey } from './reader.ts'
import type { Storage, StoredRow } from './storage.ts'

/** The id that stands for none. */
const noCommitId = -1

/** Times further off than this are no times; SQLite's integers end a little later. */
const maxTime = 2 ** 62

/** What a transaction needs beside the storage. */
type Surroundings = {
  readonly reader: Reader
  /** Throws when no `work` is running, or when its batch is gone. */
  readonly check: () => void
  /** Is told how much was written. */
  readonly addChars: (chars: number) => void
}

/** The one transaction of a storage, usable only while a `work` runs. */
export function transactionOn(storage: Storage, surroundings: Surroundings): Transaction {
  const { reader, check, addChars } = surroundings
  return {
    ...reader,
    put: (record, log) => {
      check()
      const row = rowOf(record)
      addChars(row.key.length + row.metadata.length + (row.value?.length ?? 0))
      storage.putRecord(row)
      return noteCommit(storage, row.key, log)
    },
    remove: (key, log) => {
      check()
      const stored = storedKey(key)
      storage.removeRecord(stored)
      return noteCommit(storage, stored, log)
    },
    setSecret: (name, value) => {
      check()
      storage.setSecret(name, value === undefined ? undefined : wellFormed(value))
    },
  }
}

function rowOf({ key, value, metadata }: StoredRecord): StoredRow {
  return {
    key: storedKey(key),
    value: value === null ? null : wellFormed(value),
    metadata: JSON.stringify(metadata),
    availableAt: timeOf(metadata.availableAt),
    expiresAt: timeOf(metadata.expiresAt),
  }
}

function timeOf(time: number | undefined): number | null {
  return time === undefined ? null : checkedTime(time)
}

function checkedTime(time: number): number {
  if (!Number.isInteger(time) || Math.abs(time) > maxTime) {
    throw new RangeError(`a time is a whole number of milliseconds, not ${time}`)
  }
  return time
}

/** Keys that are never logged take no id, whatever was asked for (data.commit.unlogged-keys). */
function noteCommit(storage: Storage, key: string, log: CommitLogging): number {
  if (log === 'purge') {
    storage.removeCommit(key)
  }
  if (typeof log === 'string' || !isLogged(key)) {
    return noCommitId
  }
  const { operation, at } = log
  const commitId = storage.takeCommitId()
  storage.putCommit({ key, operation, at: checkedTime(at), commitId })
  return commitId
}
