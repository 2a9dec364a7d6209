import type { Keystore } from '@atnet/keystore'
import type { AtSign } from '@atnet/protocol-codec'
import type { Clock, Log, Randomness, Timer } from '@atnet/runtime'
import type { Counts, JobName } from '../counts.ts'
import { accessLogCompactionMs, commitLogCompactionMs, maxJobDelayMs } from '../limits.ts'
import { cleanUp } from './clean-up.ts'
import { type CompactedLog, compact } from './compaction.ts'

/** What an atServer does by itself, now and again. */
export type Jobs = { readonly stop: () => void }

/** What jobs need. */
export type JobsOptions = {
  readonly owner: AtSign
  readonly store: Keystore
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly counts: Counts
}

const periods: Readonly<Record<CompactedLog, number>> = {
  accessLog: accessLogCompactionMs,
  commitLog: commitLogCompactionMs,
}

/**
 * Starts the jobs of an atServer. Their first run is a period away, but for the clean-up, which begins
 * now and goes on beside everything else.
 */
export function openJobs(options: JobsOptions): Jobs {
  const { owner, store, clock, randomness, log, counts } = options
  const timers = new Map<CompactedLog, Timer>()
  let stopped = false
  const isStopped = (): boolean => stopped

  async function run(job: JobName, work: () => Promise<void>): Promise<void> {
    try {
      await work()
      counts.job(job, 'done')
    } catch (error) {
      counts.job(job, 'failed')
      const name = error instanceof Error ? error.name : typeof error
      log('error', 'job.failed', { job, error: name })
    }
  }

  function schedule(compacted: CompactedLog): void {
    if (stopped) {
      return
    }
    const delayMs = periods[compacted] + upTo(maxJobDelayMs, randomness)
    const timer = clock.after(delayMs, () => {
      const work = run(compacted, () => compact(compacted, { owner, store, clock, isStopped }))
      // The next one is set when this one is over, so that none overtakes itself.
      void work.then(() => schedule(compacted))
    })
    timers.set(compacted, timer)
  }

  void run('cleanUp', () => cleanUp({ store, clock, isStopped }))
  schedule('accessLog')
  schedule('commitLog')
  return {
    stop: () => {
      stopped = true
      for (const timer of timers.values()) {
        timer.cancel()
      }
    },
  }
}

/** Many atServers that were started together must not all be busy at once. */
function upTo(maxMs: number, randomness: Randomness): number {
  const [high = 0, low = 0] = randomness.bytes(2)
  return (high * 256 + low) % (maxMs + 1)
}
