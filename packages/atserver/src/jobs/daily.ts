import type { Clock, Timer } from '@atnet/runtime'
import { maxDailySleepMs } from '../limits.ts'

/** Work that is done every day, and when somebody asks for it. */
export type Daily = {
  /** Does the work now, unless it is being done: then there is one run for both. */
  readonly runNow: () => void
  readonly stop: () => void
  /** Resolves when no run is under way. */
  readonly over: () => Promise<void>
}

/** Opens daily work: at a full hour (UTC) and `delayMs` later. `work` must not reject. */
export function openDaily(options: {
  readonly clock: Clock
  readonly hour: number
  readonly delayMs: number
  readonly work: () => Promise<void>
}): Daily {
  const { clock, work } = options
  const offsetMs = options.hour * hourMs + options.delayMs
  let dueAt = nextTime(offsetMs, clock.now())
  let timer: Timer | undefined
  let running: Promise<void> | undefined
  let stopped = false

  function runNow(): void {
    if (!stopped) {
      running ??= work().finally(() => {
        running = undefined
      })
    }
  }

  function sleep(): void {
    const sleepMs = Math.min(Math.max(dueAt - clock.now(), 0), maxDailySleepMs)
    timer = clock.after(sleepMs, wake)
  }

  function wake(): void {
    if (clock.now() >= dueAt) {
      dueAt = nextTime(offsetMs, clock.now())
      runNow()
    }
    sleep()
  }

  sleep()
  return {
    runNow,
    stop: () => {
      stopped = true
      timer?.cancel()
    },
    over: () => running ?? Promise.resolve(),
  }
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The first moment after `now` that is this far into a day. */
function nextTime(offsetMs: number, now: number): number {
  const today = Math.floor(now / dayMs) * dayMs + offsetMs
  return today > now ? today : today + dayMs
}
