import type { Clock, Timer } from '@atnet/runtime'
import { detached } from './key-order.ts'
import type { AccessCount, AccessLog, AccessRow } from './keystore.ts'
import { accessSaveMs, maxAccessRows, maxAccessTextChars, maxUnsavedAccessRows } from './limits.ts'

/** The access log in memory, and what is still to be saved of it. */
export type OpenAccessLog = AccessLog & {
  /** Rows not saved yet, oldest first; they count as saved from now on. */
  readonly takeUnsaved: () => readonly AccessRow[]
  readonly close: () => void
}

/** Starts from `saved` rows, oldest first; calls `save` when unsaved rows have waited long enough. */
export function openAccessLog(
  saved: readonly AccessRow[],
  { clock, save }: { readonly clock: Clock; readonly save: () => void },
): OpenAccessLog {
  /** A ring: the row with number `n` is at `n % maxAccessRows`. */
  const ring = saved.slice(-maxAccessRows)
  let next = ring.length
  let unsaved = 0
  let timer: Timer | undefined
  let isClosed = false

  function* newestFirst(): Generator<AccessRow> {
    for (let number = next - 1; number >= Math.max(0, next - maxAccessRows); number -= 1) {
      const row = ring[number % maxAccessRows]
      if (row !== undefined) {
        yield row
      }
    }
  }

  return {
    append: (row) => {
      if (isClosed) {
        return
      }
      ring[next % maxAccessRows] = bounded(row)
      next += 1
      unsaved = Math.min(unsaved + 1, maxUnsavedAccessRows)
      timer ??= clock.after(accessSaveMs, () => {
        timer = undefined
        save()
      })
    },
    newest: (verb) => newestFirst().find((row) => verb === undefined || row.verb === verb),
    top: (verb, by, limit) => {
      const rows = newestFirst().filter((row) => row.verb === verb)
      return mostFrequent(rows.map((row) => row[by])).slice(0, limit)
    },
    size: () => Math.min(next, maxAccessRows),
    takeUnsaved: () => {
      const rows = newestFirst().take(unsaved).toArray().toReversed()
      timer?.cancel()
      timer = undefined
      unsaved = 0
      return rows
    },
    close: () => {
      isClosed = true
      timer?.cancel()
    },
  }
}

function bounded({ at, atSign, verb, key }: AccessRow): AccessRow {
  return { at, atSign: clipped(atSign), verb: clipped(verb), key: key && clipped(key) }
}

function clipped(text: string): string {
  return detached(text.slice(0, maxAccessTextChars))
}

function mostFrequent(names: Iterable<string | undefined>): readonly AccessCount[] {
  const counts = new Map<string, number>()
  for (const name of names) {
    if (name !== undefined) {
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  const ranked = Array.from(counts, ([name, count]) => ({ name, count }))
  return ranked.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
}
