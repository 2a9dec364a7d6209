import type { CommitEntry, Reader, StoredRecord } from '@atnet/keystore'
import { classifyKey } from '@atnet/protocol-codec'

/** A commit entry that a client gets to see, and the record it speaks of unless that was deleted. */
export type VisibleCommit = {
  readonly entry: CommitEntry
  readonly record: StoredRecord | undefined
}

/** What a client asks of the commit log. */
export type CommitQuery = {
  /** Whether the client asked for this key: what `searchFor` its expression gives. */
  readonly isWanted: (key: string) => boolean
  /** Deletions up to this commit id may be left out. */
  readonly skipDeletesUntil?: number | undefined
}

/**
 * Which commit entries a client gets to see: the one rule for `sync:from` and `stats:3`, so that a
 * client is never told of a commit that it cannot fetch (data.sync.filter).
 * Throws what `isWanted` throws.
 */
export function commitView(
  { isWanted, skipDeletesUntil = -1 }: CommitQuery,
  records: Pick<Reader, 'get' | 'lastCommitId'>,
): (entry: CommitEntry) => VisibleCommit | undefined {
  // The newest entry stays, so that the client's cursor gets to the end (data.sync.skip-deletes).
  const newest = records.lastCommitId()

  return (entry) => {
    const { key, operation, commitId } = entry
    const skipped = operation === '-' && commitId <= skipDeletesUntil && commitId !== newest
    if (skipped || !isSynced(key) || !(isAlwaysSynced(key) || isWanted(key))) {
      return undefined
    }
    if (operation === '-') {
      return { entry, record: undefined }
    }
    const record = records.get(key)
    return record && { entry, record }
  }
}

/** Keys that clients can make sense of: names without an owner are the server's own (data.sync.keys). */
export function isSynced(key: string): boolean {
  return key.includes('@') && classifyKey(key) !== 'invalid'
}

/** Keys that a client needs to read anything else, whatever it asked for (data.sync.always). */
function isAlwaysSynced(key: string): boolean {
  const isSharedKey = key.includes('shared_key') && classifyKey(key) === 'reserved'
  const isPublic = key.startsWith('public:')
  return isSharedKey || key.startsWith('public:publickey') || (isPublic && !key.includes('.'))
}
