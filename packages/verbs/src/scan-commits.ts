import type { CommitEntry } from '@atnet/keystore'
import { AtFault, type ScanCommand } from '@atnet/protocol-codec'
import { commitsAfter } from './commit-pages.ts'
import type { Context } from './context.ts'
import { listViewOf } from './listed.ts'
import { searchFor } from './patterns/pattern.ts'
import { replyOf } from './pieces.ts'
import { openReplyList } from './reply-list.ts'
import type { Outcome } from './verb.ts'

/**
 * `scan:cl`: the owner lists the commit log instead of the keys, deletions included, by the rules
 * of any other list (data.scan.commits).
 */
export function* scanCommits(
  { of, pattern, showHidden }: ScanCommand,
  { caller, owner, records }: Context,
): Generator<void, Outcome> {
  if (caller.kind !== 'owner') {
    throw new AtFault('unauthenticated', 'Command cannot be executed without auth')
  }
  if (of !== undefined && of !== owner) {
    throw new AtFault('illegalArgument', 'the commit log of another atSign cannot be listed')
  }
  const { shows } = listViewOf(caller, showHidden ?? false)
  const isWanted = searchFor(pattern, caller)
  const found = openReplyList('[', ']')
  for (const entry of commitsAfter(-1, records)) {
    if (shows(entry.key) && isWanted(entry.key)) {
      found.add(rendered(entry))
    }
    yield
  }
  return { reply: replyOf(found.end()) }
}

function rendered({ key, operation, commitId, at }: CommitEntry): string {
  return JSON.stringify({ atKey: key, operation, commitId, opTime: new Date(at).toISOString() })
}
