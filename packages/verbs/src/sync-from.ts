import type { SyncFromCommand } from '@atnet/protocol-codec'
import { commitsAfter } from './commit-pages.ts'
import type { Context } from './context.ts'
import { searchFor } from './patterns/pattern.ts'
import { replyOf } from './pieces.ts'
import { inSlices } from './slices.ts'
import { openSyncPage } from './sync/page.ts'
import { commitView } from './sync/visible.ts'
import type { Outcome, Verb } from './verb.ts'

/** `sync:from:`: what was committed since; an empty answer means that there is nothing more. */
export const syncFrom: Verb<SyncFromCommand> = {
  doc: 'Gives the commits after one the client knows, a page at a time.',
  requirement: 'data.sync',
  handle: (command, context) => inSlices(pageOf(command, context), context.signal),
}

function* pageOf(
  { after, limit, pattern, skipDeletesUntil }: SyncFromCommand,
  { caller, records, settings }: Context,
): Generator<void, Outcome> {
  // A page of none would say that there is nothing more (data.sync.page).
  const page = openSyncPage(limit === undefined || limit === 0 ? settings.syncPageLimit : limit)
  const isWanted = searchFor(pattern, caller)
  const visible = commitView({ isWanted, skipDeletesUntil }, records)
  for (const entry of commitsAfter(after, records)) {
    const commit = visible(entry)
    if (commit !== undefined && !page.add(commit)) {
      break
    }
    yield
  }
  return { reply: replyOf(page.end()) }
}
