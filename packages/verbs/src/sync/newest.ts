import { newestCommits } from '../commit-pages.ts'
import type { Context } from '../context.ts'
import { searchFor } from '../patterns/pattern.ts'
import { inSlices } from '../slices.ts'
import { commitView } from './visible.ts'

/**
 * The greatest commit id that a client gets to see, looked for from the end of the log; `undefined`
 * when there is none (house.stats.last-commit).
 */
export function newestVisibleCommit(
  pattern: string | undefined,
  context: Pick<Context, 'caller' | 'records' | 'signal'>,
): number | undefined | Promise<number | undefined> {
  return inSlices(find(pattern, context), context.signal)
}

function* find(
  pattern: string | undefined,
  { caller, records }: Pick<Context, 'caller' | 'records'>,
): Generator<void, number | undefined> {
  const visible = commitView({ isWanted: searchFor(pattern, caller) }, records)
  for (const entry of newestCommits(records)) {
    if (visible(entry) !== undefined) {
      return entry.commitId
    }
    yield
  }
  return undefined
}
