import type { SyncFromCommand } from '@atnet/protocol-codec'
import { commitStepEntries } from './limits.ts'
import { inSlices } from './slices.ts'
import { openSyncPage } from './sync/page.ts'
import { commitView } from './sync/visible.ts'
import { data, type Outcome, type Verb } from './verb.ts'

/** `sync:from:`: what was committed since; an empty answer means that there is nothing more. */
export const syncFrom: Verb<SyncFromCommand> = {
  doc: 'Gives the commits after one the client knows, a page at a time.',
  requirement: 'data.sync',
  handle(command, { records, settings }) {
    // A page of none would say that there is nothing more (data.sync.page).
    const limit = command.limit === 0 ? undefined : command.limit
    const page = openSyncPage(limit ?? settings.syncPageLimit)
    const visible = commitView(command, records)
    let { after } = command

    function step(): boolean {
      const entries = records.commits({ after, limit: commitStepEntries })
      for (const entry of entries) {
        const commit = visible(entry)
        if (commit !== undefined && !page.add(commit)) {
          return false
        }
        after = entry.commitId
      }
      return entries.length === commitStepEntries
    }

    const answer = (): Outcome => data(page.json())
    return inSlices(step)?.then(answer) ?? answer()
  },
}
