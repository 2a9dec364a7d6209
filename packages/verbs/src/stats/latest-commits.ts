import type { CommitEntry, Reader } from '@atnet/keystore'
import { commitStepEntries } from '../limits.ts'
import { compilePattern } from '../patterns.ts'
import { inSlices } from '../slices.ts'
import { isSynced } from '../sync/visible.ts'

/**
 * The latest commit of every key, deleted ones included, as the JSON text of one object:
 * `{"<key>":[<commit id>,"<operation>"]}`, ascending by id (house.stats.latest-commits).
 * Throws `AtFault('invalidSyntax')` when the pattern cannot be compiled.
 */
export async function latestCommits(pattern: string | undefined, records: Reader): Promise<string> {
  const matches = pattern === undefined ? (): boolean => true : compilePattern(pattern)
  const found: string[] = []
  let after = -1

  function step(): boolean {
    const entries = records.commits({ after, limit: commitStepEntries })
    found.push(...entries.filter(({ key }) => isSynced(key) && matches(key)).map(rendered))
    after = entries.at(-1)?.commitId ?? after
    return entries.length === commitStepEntries
  }

  await inSlices(step)
  return `{${found.join(',')}}`
}

function rendered({ key, commitId, operation }: CommitEntry): string {
  return `${JSON.stringify(key)}:[${commitId},"${operation}"]`
}
