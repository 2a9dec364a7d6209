import type { CommitEntry, Reader } from '@atnet/keystore'
import { commitPageEntries } from './limits.ts'

/**
 * The entries of the commit log above an id, ascending, read as they are wanted.
 */
export function* commitsAfter(id: number, records: Reader): Generator<CommitEntry, void> {
  for (let after = id; ; ) {
    const entries = records.commits({ after, limit: commitPageEntries })
    yield* entries
    const last = entries.at(-1)
    if (last === undefined || entries.length < commitPageEntries) {
      return
    }
    after = last.commitId
  }
}

/** The entries of the commit log, newest first, read as they are wanted. */
export function* newestCommits(records: Reader): Generator<CommitEntry, void> {
  let query: { before?: number } = {}
  for (;;) {
    const entries = records.newestCommits({ ...query, limit: commitPageEntries })
    yield* entries
    const last = entries.at(-1)
    if (last === undefined || entries.length < commitPageEntries) {
      return
    }
    query = { before: last.commitId }
  }
}
