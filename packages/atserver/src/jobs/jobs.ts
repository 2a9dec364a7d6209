import type { Keystore } from '@atnet/keystore'
import type { AtSign } from '@atnet/protocol-codec'
import type { Clock, Log, Randomness, Timer } from '@atnet/runtime'
import type { Peers } from '@atnet/verbs'
import type { Counts, JobName } from '../counts.ts'
import { maxJobDelayMs } from '../limits.ts'
import type { RuntimeSettingName, RuntimeValues } from '../runtime-settings.ts'
import type { AtServerSettings } from '../settings.ts'
import { refreshCopies } from './cache-refresh.ts'
import { cleanUp } from './clean-up.ts'
import { type CompactedLog, compact } from './compaction.ts'
import { openDaily } from './daily.ts'

/** What an atServer does by itself, now and again. */
export type Jobs = {
  /** Begins nothing any more. Resolves when nobody is being asked for a copy either. */
  readonly stop: () => Promise<void>
}

/** What jobs need. */
export type JobsOptions = {
  readonly owner: AtSign
  readonly store: Keystore
  /** Writes, and sees to it that what expires is swept. */
  readonly write: Keystore['write']
  readonly peers: Peers
  readonly settings: Pick<AtServerSettings, 'cacheRefreshHour'>
  readonly runtimeSettings: Pick<RuntimeValues, 'number' | 'onChange'>
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly counts: Counts
}

/** Runs a job, counts how it went, and tells of what went wrong without a name. Never rejects. */
type Runner = (job: JobName, work: () => Promise<void>) => Promise<void>

/**
 * Starts the jobs of an atServer. Their first run is a period away, but for the clean-up, which begins
 * now and goes on beside everything else.
 */
export function openJobs(options: JobsOptions): Jobs {
  const { owner, store, write, peers, clock, runtimeSettings, log, counts } = options
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

  const records = store.reader
  const refresh = openDaily({
    ...{ clock, hour: refreshHour(options), delayMs: upTo(maxJobDelayMs, options.randomness) },
    work: () =>
      run('cacheRefresh', () => refreshCopies({ owner, records, write, peers, clock, isStopped })),
  })
  runtimeSettings.onChange((name, value) => {
    if (name === 'doCacheRefreshNow' && value === true) {
      refresh.runNow()
    }
  })
  const stopCompactions = openCompactions({ ...options, isStopped }, run)
  void run('cleanUp', () => cleanUp({ store, clock, isStopped }))
  return {
    stop: async () => {
      stopped = true
      stopCompactions()
      refresh.stop()
      await refresh.over()
    },
  }
}

/** The setting that says how often each log is looked at, in minutes. */
const periods: Readonly<Record<CompactedLog, RuntimeSettingName>> = {
  accessLog: 'accessLogCompactionFrequencyMins',
  commitLog: 'commitLogCompactionFrequencyMins',
}
const logs: readonly CompactedLog[] = ['accessLog', 'commitLog']
const minuteMs = 60_000

/** Looks at each log once a period, which may change at any time. Gives what ends that. */
function openCompactions(
  options: JobsOptions & { readonly isStopped: () => boolean },
  run: Runner,
): () => void {
  const { clock, randomness, runtimeSettings, isStopped } = options
  const timers = new Map<CompactedLog, Timer>()

  function schedule(compacted: CompactedLog): void {
    // A period that has changed begins anew.
    timers.get(compacted)?.cancel()
    const minutes = runtimeSettings.number(periods[compacted])
    if (isStopped() || minutes === undefined) {
      return
    }
    const delayMs = minutes * minuteMs + upTo(maxJobDelayMs, randomness)
    const timer = clock.after(delayMs, () => {
      // The next one is set when this one is over, so that none overtakes itself.
      void run(compacted, () => compact(compacted, options)).then(() => schedule(compacted))
    })
    timers.set(compacted, timer)
  }

  logs.forEach(schedule)
  runtimeSettings.onChange((name) => {
    logs.filter((compacted) => periods[compacted] === name).forEach(schedule)
  })
  return () => timers.forEach((timer) => timer.cancel())
}

/** Of its own choice unless told: servers must not all ask each other at once. */
function refreshHour({ settings, randomness }: JobsOptions): number {
  return settings.cacheRefreshHour ?? (randomness.bytes(1)[0] ?? 0) % 23
}

/** Many atServers that were started together must not all be busy at once. */
function upTo(maxMs: number, randomness: Randomness): number {
  const [high = 0, low = 0] = randomness.bytes(2)
  return (high * 256 + low) % (maxMs + 1)
}
