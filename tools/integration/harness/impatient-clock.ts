import { type FakeClock, fakeClock } from '@atnet/runtime/testing'

/** A clock that stands still, but lets pass at once what it was told not to wait for. */
export type ImpatientClock = FakeClock & {
  /** While `work` runs, whoever starts to wait exactly one of `delaysMs` has waited already. */
  readonly skipping: <T>(delaysMs: readonly number[], work: () => Promise<T>) => Promise<T>
}

/** An impatient clock that starts at `startMs`, milliseconds since the epoch. */
export function impatientClock(startMs: number): ImpatientClock {
  const inner = fakeClock(startMs)
  let skipped: readonly number[] = []
  return {
    ...inner,
    after: (ms, action) => {
      const timer = inner.after(ms, action)
      if (skipped.includes(ms)) {
        // Not at once: whoever called has not seen its timer yet.
        setImmediate(() => inner.advance(ms))
      }
      return timer
    },
    skipping: async (delaysMs, work) => {
      skipped = delaysMs
      try {
        return await work()
      } finally {
        skipped = []
      }
    },
  }
}
