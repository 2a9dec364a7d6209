import type { CommitEntry } from '@atnet/keystore'
import { commitsAfter } from '../commit-pages.ts'
import type { Context } from '../context.ts'
import { searchFor } from '../patterns/pattern.ts'
import { openReplyList } from '../reply-list.ts'
import { inSlices } from '../slices.ts'
import { isSynced } from '../sync/visible.ts'

/**
 * The latest commit of every key, deleted ones included, as JSON text, in pieces, of a string that holds
 * `{"<key>":[<commit id>,"<operation>"]}`, ascending by id (house.stats.latest-commits).
 * Throws what `searchFor` and a list that is too long throw.
 */
export function latestCommits(
  pattern: string | undefined,
  context: Pick<Context, 'caller' | 'records' | 'signal'>,
): readonly string[] | Promise<readonly string[]> {
  return inSlices(collect(pattern, context), context.signal)
}

function* collect(
  pattern: string | undefined,
  { caller, records }: Pick<Context, 'caller' | 'records'>,
): Generator<void, readonly string[]> {
  const isWanted = searchFor(pattern, caller)
  const found = openReplyList('"{', '}"')
  for (const entry of commitsAfter(-1, records)) {
    if (isSynced(entry.key) && isWanted(entry.key)) {
      found.add(rendered(entry))
    }
    yield
  }
  return found.end().all()
}

/** A member as it stands inside of a string: quoted twice. */
function rendered({ key, commitId, operation }: CommitEntry): string {
  return JSON.stringify(`${JSON.stringify(key)}:[${commitId},"${operation}"]`).slice(1, -1)
}
