import { renderSyncMetadata } from '@atnet/protocol-codec'
import { maxSyncPageBytes } from '../limits.ts'
import type { VisibleCommit } from './visible.ts'

/** The answer to one `sync:from`, as it grows. */
export type SyncPage = {
  /** Takes an entry if there is room; gives whether there may be room for another. */
  readonly add: (commit: VisibleCommit) => boolean
  /** The JSON of what was taken. */
  readonly json: () => string
}

/**
 * A page of at most `limit` entries and 5 MiB. An entry larger than that travels alone, so that
 * every page brings the client on (data.sync.page).
 */
export function openSyncPage(limit: number): SyncPage {
  const entries: string[] = []
  let bytes = 0
  return {
    add: (commit) => {
      const entry = renderCommit(commit)
      bytes += Buffer.byteLength(entry)
      if (entries.length > 0 && bytes > maxSyncPageBytes) {
        return false
      }
      entries.push(entry)
      return entries.length < limit && bytes <= maxSyncPageBytes
    },
    json: () => `[${entries.join(',')}]`,
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
