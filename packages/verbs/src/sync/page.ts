import { renderSyncMetadata } from '@atnet/protocol-codec'
import { maxSyncPageBytes } from '../limits.ts'
import { openJsonList, type Pieces } from '../pieces.ts'
import type { VisibleCommit } from './visible.ts'

/** The answer to one `sync:from`, as it grows. */
export type SyncPage = {
  /** Takes an entry if there is room; gives whether there may be room for another. */
  readonly add: (commit: VisibleCommit) => boolean
  /** What was taken, as a JSON array. */
  readonly end: () => Pieces
}

/**
 * A page of at most `limit` entries and 5 MiB. An entry larger than that travels alone, so that
 * every page brings the client on (data.sync.page).
 */
export function openSyncPage(limit: number): SyncPage {
  const entries = openJsonList()
  let count = 0
  let bytes = 0
  return {
    add: (commit) => {
      const entry = renderCommit(commit)
      bytes += Buffer.byteLength(entry)
      if (count > 0 && bytes > maxSyncPageBytes) {
        return false
      }
      entries.add(entry)
      count += 1
      return count < limit && bytes <= maxSyncPageBytes
    },
    end: entries.end,
  }
}

/** An entry as clients read it: metadata in strings, and explicit nulls (data.sync.rendering). */
export function renderCommit({ entry, record }: VisibleCommit): string {
  const { key, commitId, operation } = entry
  const value = JSON.stringify(record?.value ?? null)
  const metadata = record === undefined ? 'null' : renderSyncMetadata(record.metadata)
  return (
    `{"atKey":${JSON.stringify(key)},"value":${value},"metadata":${metadata},` +
    `"commitId":${commitId},"operation":"${operation}"}`
  )
}
