import type { Reader } from '@atnet/keystore'
import { commitStepEntries } from '../limits.ts'
import { inSlices } from '../slices.ts'
import { commitView } from './visible.ts'

/**
 * The greatest commit id that a client gets to see, looked for from the end of the log; `undefined`
 * when there is none (house.stats.last-commit).
 */
export async function newestVisibleCommit(
  pattern: string | undefined,
  records: Reader,
): Promise<number | undefined> {
  const visible = commitView({ pattern }, records)
  let before: number | undefined
  let found: number | undefined

  function step(): boolean {
    const below = before === undefined ? {} : { before }
    const entries = records.newestCommits({ ...below, limit: commitStepEntries })
    found = entries.find((entry) => visible(entry) !== undefined)?.commitId
    before = entries.at(-1)?.commitId
    return found === undefined && entries.length === commitStepEntries
  }

  await inSlices(step)
  return found
}
