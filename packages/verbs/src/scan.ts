import { AtFault, type AtSign, type ScanCommand } from '@atnet/protocol-codec'
import type { Context } from './context.ts'
import { keyPages } from './key-pages.ts'
import { scanPageKeys } from './limits.ts'
import { listViewOf } from './listed.ts'
import { searchFor } from './patterns/pattern.ts'
import { checkedPeerList } from './peer-answer.ts'
import { replyOf } from './pieces.ts'
import { openReplyList } from './reply-list.ts'
import { scanCommits } from './scan-commits.ts'
import { inSlices } from './slices.ts'
import { data, type Outcome, type Verb } from './verb.ts'

/** `scan`: lists the keys that the caller may see. A `page` is taken and means nothing (data.scan.page). */
export const scan: Verb<ScanCommand> = {
  doc: 'Lists the keys the caller may see.',
  requirement: 'data.scan',
  handle(command, context) {
    const { of, commitLog } = command
    if (commitLog) {
      return inSlices(scanCommits(command, context), context.signal)
    }
    return of === undefined || of === context.owner
      ? inSlices(listing(command, context), context.signal)
      : scanOf(of, command, context)
  },
}

/** Another atServer's list, as it answers it: it knows what it shared with us. */
async function scanOf(of: AtSign, command: ScanCommand, context: Context): Promise<Outcome> {
  if (context.caller.kind !== 'owner') {
    const text = 'Scan to another atSign cannot be performed without auth'
    throw new AtFault('unauthenticated', text)
  }
  const { pattern } = command
  const line = pattern === undefined ? 'scan' : `scan ${pattern}`
  return data(checkedPeerList(await context.peers.ask(of, line, 'as-me'), of))
}

function* listing(
  { pattern, showHidden }: ScanCommand,
  { caller, records, clock }: Context,
): Generator<void, Outcome> {
  const { prefix, shows, hiddenChars } = listViewOf(caller, showHidden ?? false)
  const isWanted = searchFor(pattern, caller)
  const found = openReplyList('[', ']')
  const query = { prefix, limit: scanPageKeys, activeAt: clock.now() }
  for (const keys of keyPages(records, query)) {
    for (const key of keys) {
      if (shows(key) && isWanted(key)) {
        found.add(JSON.stringify(key.slice(hiddenChars)))
      }
      yield
    }
    yield
  }
  return { reply: replyOf(found.end()) }
}
