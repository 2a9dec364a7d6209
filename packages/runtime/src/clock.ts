import { maxTimeoutMs } from './limits.ts'

/** A timer that has been set and can be called off. */
export type Timer = {
  /** Calls the timer off; harmless once it has fired. */
  readonly cancel: () => void
}

/** Time as the code sees it: the one door to `Date.now` and `setTimeout`. */
export type Clock = {
  /** Milliseconds since the epoch, UTC. */
  readonly now: () => number
  /**
   * Runs `action` once after `delayMs` milliseconds; any delay is accepted, also beyond 2^31. A
   * process may end while the timer is pending, unless it `keepsAlive`.
   */
  readonly after: (delayMs: number, action: () => void, options?: TimerOptions) => Timer
}

/** What else a timer is told. */
export type TimerOptions = { readonly keepsAlive: boolean }

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now(), after: armed }

function armed(delayMs: number, action: () => void, options?: TimerOptions): Timer {
  let timeout = arm(delayMs)
  function arm(leftMs: number): ReturnType<typeof setTimeout> {
    const stepMs = Math.min(Math.max(leftMs, 0), maxTimeoutMs)
    const onTime =
      leftMs > stepMs
        ? (): void => {
            timeout = arm(leftMs - stepMs)
          }
        : action
    const armedTimeout = setTimeout(onTime, stepMs)
    return options?.keepsAlive === true ? armedTimeout : unheld(armedTimeout)
  }
  return { cancel: () => clearTimeout(timeout) }
}

/** Lets a process end while the timer is pending. In browsers, where timers are numbers, there is nothing to do. */
function unheld<T>(timeout: T): T {
  if (typeof timeout === 'object' && timeout !== null && 'unref' in timeout) {
    const { unref } = timeout
    if (typeof unref === 'function') {
      unref.call(timeout)
    }
  }
  return timeout
}

/**
 * Resolves after `delayMs`, or rejects with the signal's reason when it is aborted first. Whoever
 * sleeps wants to wake up: the process stays alive for it.
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason)
      return
    }
    const timer = clock.after(delayMs, wake, { keepsAlive: true })
    function wake(): void {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }
    function onAbort(): void {
      timer.cancel()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
