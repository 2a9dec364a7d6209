import type { Clock, Timer } from './clock.ts'
import type { Log, LogFields, LogLevel } from './log.ts'
import type { Randomness } from './randomness.ts'

/** A clock that stands still until a test moves it. */
export type FakeClock = Clock & {
  /**
   * Moves time forward by `ms`, firing every timer that falls due at its own moment, in order, those
   * set on the way included. Throws a `RangeError` for time that would run backwards.
   */
  readonly advance: (ms: number) => void
  /** Sets the wall clock without firing anything, as an operator stepping it back would. */
  readonly step: (toMs: number) => void
}

/** A clock for tests, starting at `startMs` (milliseconds since the epoch). */
export function fakeClock(startMs: number = Date.UTC(2026, 0, 1)): FakeClock {
  let nowMs = startMs
  /** Time since the start that timers count by: unlike the wall clock it never steps back. */
  let elapsedMs = 0
  const timers = new Set<{ readonly dueMs: number; readonly action: () => void }>()
  return {
    now: () => nowMs,
    step: (toMs) => {
      nowMs = toMs
    },
    after: (delayMs, action): Timer => {
      const timer = { dueMs: elapsedMs + Math.max(delayMs, 0), action }
      timers.add(timer)
      return { cancel: () => timers.delete(timer) }
    },
    advance: (ms) => {
      if (!(ms >= 0)) {
        throw new RangeError(`time only moves forward, not by ${ms} ms: use step`)
      }
      const endMs = elapsedMs + ms
      for (;;) {
        const due = [...timers].filter((timer) => timer.dueMs <= endMs)
        const next = due.toSorted((a, b) => a.dueMs - b.dueMs)[0]
        if (next === undefined) {
          break
        }
        timers.delete(next)
        nowMs += next.dueMs - elapsedMs
        elapsedMs = next.dueMs
        next.action()
      }
      nowMs += endMs - elapsedMs
      elapsedMs = endMs
    },
  }
}

/** Reproducible bytes from `seed` (32 bits): for tests only, never for keys that matter. */
export function seededRandomness(seed: number): Randomness {
  let state = seed >>> 0
  function byte(): number {
    // The mulberry32 step: small, fast and good enough to vary test data.
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) & 0xff
  }
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, byte)
  return { bytes, uuid: () => formatUuid(bytes(16)) }
}

function formatUuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = '89ab'[(bytes[8] ?? 0) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** One event as a memory log keeps it. */
export type LoggedEvent = {
  readonly level: LogLevel
  readonly event: string
  readonly fields: LogFields
}

/** A log that keeps its events for a test to look at. */
export function memoryLog(): { readonly log: Log; readonly events: readonly LoggedEvent[] } {
  const events: LoggedEvent[] = []
  return {
    log: (level, event, fields = {}) => {
      events.push({ level, event, fields })
    },
    events,
  }
}
