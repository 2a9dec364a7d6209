import type { Keystore } from '@atnet/keystore'
import type { Clock, Log, Timer } from '@atnet/runtime'
import { maxSweepSleepMs, sweepSliceRecords } from './limits.ts'

/** Removes records when they expire. */
export type Sweeper = {
  /** Looks again when the next record is due: something may have been written. */
  readonly wake: () => void
  readonly stop: () => void
}

/**
 * Sleeps until the next record expires and removes it without a commit: clients expire their own
 * copies (data.expiry.sweep).
 */
export function openSweeper(options: {
  readonly store: Keystore
  readonly clock: Clock
  readonly log: Log
  /** Told how many records went in one go. */
  readonly swept?: (records: number) => void
}): Sweeper {
  const { store, clock, log, swept } = options
  let timer: Timer | undefined
  let dueAt = Number.POSITIVE_INFINITY
  let stopped = false

  function wake(): void {
    // The store may be closed by now.
    const next = stopped ? undefined : store.reader.nextExpiry()
    if (next === undefined || next >= dueAt) {
      return
    }
    timer?.cancel()
    dueAt = next
    const sleepMs = Math.min(Math.max(next + 1 - clock.now(), 0), maxSweepSleepMs)
    timer = clock.after(sleepMs, sweep)
  }

  function sweep(): void {
    dueAt = Number.POSITIVE_INFINITY
    if (stopped) {
      return
    }
    const due = store.reader.expired(clock.now(), sweepSliceRecords)
    if (due.length === 0) {
      wake()
      return
    }
    store
      .write((transaction) => {
        for (const key of due) {
          transaction.remove(key, 'purge')
        }
      })
      .then(() => {
        swept?.(due.length)
        wake()
      })
      .catch((error: unknown) => {
        log('error', 'sweep.failed', { error: error instanceof Error ? error.name : typeof error })
      })
  }

  return {
    wake,
    stop: () => {
      stopped = true
      timer?.cancel()
    },
  }
}
