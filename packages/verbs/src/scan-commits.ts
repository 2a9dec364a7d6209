import type { CommitEntry } from '@atnet/keystore'
import { AtFault, type ScanCommand } from '@atnet/protocol-codec'
import type { Context } from './context.ts'
import { commitStepEntries } from './limits.ts'
import { listViewOf } from './listed.ts'
import { compilePattern } from './patterns.ts'
import { inSlices } from './slices.ts'
import { data, type Outcome } from './verb.ts'

/**
 * `scan:cl`: the owner lists the commit log instead of the keys, deletions included, by the rules
 * of any other list (data.scan.commits).
 */
export function scanCommits(
  { of, pattern, showHidden }: ScanCommand,
  { caller, owner, records }: Context,
): Outcome | Promise<Outcome> {
  if (caller.kind !== 'owner') {
    throw new AtFault('unauthenticated', 'Command cannot be executed without auth')
  }
  if (of !== undefined && of !== owner) {
    throw new AtFault('illegalArgument', 'the commit log of another atSign cannot be listed')
  }
  const { shows } = listViewOf(caller, showHidden ?? false)
  const matches = pattern === undefined ? (): boolean => true : compilePattern(pattern)
  const found: string[] = []
  let after = -1

  function step(): boolean {
    const entries = records.commits({ after, limit: commitStepEntries })
    const listed = entries.filter(({ key }) => shows(key) && matches(key))
    found.push(...listed.map(rendered))
    after = entries.at(-1)?.commitId ?? after
    return entries.length === commitStepEntries
  }

  const answer = (): Outcome => data(`[${found.join(',')}]`)
  return inSlices(step)?.then(answer) ?? answer()
}

function rendered({ key, operation, commitId, at }: CommitEntry): string {
  return JSON.stringify({ atKey: key, operation, commitId, opTime: new Date(at).toISOString() })
}
