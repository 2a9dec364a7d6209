import { AtFault, type AtSign, type ScanCommand } from '@atnet/protocol-codec'
import type { Context } from './context.ts'
import { scanStepKeys } from './limits.ts'
import { listViewOf } from './listed.ts'
import { compilePattern } from './patterns.ts'
import { checkedPeerList } from './peer-answer.ts'
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
      return scanCommits(command, context)
    }
    return of === undefined || of === context.owner
      ? listing(command, context)
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

function listing(
  { pattern, showHidden }: ScanCommand,
  { caller, records, clock }: Context,
): Outcome | Promise<Outcome> {
  const { prefix, shows, hiddenChars } = listViewOf(caller, showHidden ?? false)
  const matches = pattern === undefined ? (): boolean => true : compilePattern(pattern)
  const activeAt = clock.now()
  const found: string[] = []
  let after: string | undefined

  function step(): boolean {
    const query = { prefix, limit: scanStepKeys, activeAt }
    const page = records.keys(after === undefined ? query : { ...query, after })
    for (const key of page.keys) {
      if (shows(key) && matches(key)) {
        found.push(JSON.stringify(key.slice(hiddenChars)))
      }
    }
    after = page.next
    return after !== undefined
  }

  const answer = (): Outcome => data(`[${found.join(',')}]`)
  return inSlices(step)?.then(answer) ?? answer()
}
