import type { Keystore } from '@atnet/keystore'
import { type AtSign, formatTimestamp } from '@atnet/protocol-codec'
import type { Clock } from '@atnet/runtime'
import { inSlices, ownRecord } from '@atnet/verbs'
import { compactionStepEntries } from '../limits.ts'

/** A log that is looked after. */
export type CompactedLog = 'accessLog' | 'commitLog'

/** What a compaction works on. */
export type CompactionOptions = {
  readonly owner: AtSign
  readonly store: Keystore
  readonly clock: Clock
  /** Whether the server is stopping: then nothing is begun, and nothing more is counted. */
  readonly isStopped: () => boolean
}

/** What `stats` calls each log. */
const types: Readonly<Record<CompactedLog, string>> = {
  accessLog: 'AtAccessLog',
  commitLog: 'AtCommitLog',
}

/**
 * Notes for `stats` how many entries a log has. Neither ever holds anything to remove: the commit
 * log keeps one entry a key, and the access log a fixed number of rows (data.compaction.recorded).
 */
export async function compact(log: CompactedLog, options: CompactionOptions): Promise<void> {
  const { owner, store, clock, isStopped } = options
  const startedAt = clock.now()
  const entries =
    log === 'accessLog' ? store.accessLog.size() : await inSlices(countCommits(options))
  if (isStopped()) {
    return
  }
  const now = clock.now()
  const value = JSON.stringify({
    atCompactionType: types[log],
    // Microseconds, as clients have always seen here.
    lastCompactionRun: formatTimestamp(now).replace('Z', '000Z'),
    compactionDurationInMills: String(Math.max(now - startedAt, 0)),
    preCompactionEntriesCount: String(entries),
    postCompactionEntriesCount: String(entries),
    deletedKeysCount: '0',
  })
  const record = ownRecord({ key: `privatekey:${log}CompactionStats`, value, owner, now })
  await store.write((transaction) => transaction.put(record, 'unlogged'))
}

function* countCommits({ store, isStopped }: CompactionOptions): Generator<void, number> {
  let count = 0
  let after: number | undefined = -1
  while (after !== undefined && !isStopped()) {
    const entries = store.reader.commits({ after, limit: compactionStepEntries })
    count += entries.length
    after = entries.length < compactionStepEntries ? undefined : entries.at(-1)?.commitId
    yield
  }
  return count
}
