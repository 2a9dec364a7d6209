import { maxSliceMs } from './limits.ts'

/**
 * Does long work that may be interrupted wherever it yields. Once a slice has lasted long enough,
 * everybody else gets a turn before the next one. Short work is done at once, without a promise,
 * unless other long work is waiting: in one turn of the event loop there is time for one slice, however
 * many want one. Work whose `signal` is aborted ends where it stands, with the reason given there
 * (limit.slice).
 */
export function inSlices<T>(work: Iterator<unknown, T>, signal?: AbortSignal): T | Promise<T> {
  const first = waiting.length > 0 ? undefined : slice(work)
  return first?.done === true ? first.value : rest(work, signal)
}

/**
 * For work whose steps may wait by themselves: to be asked after each of them. Gives a promise to
 * wait for once a slice has lasted long enough (limit.slice).
 */
export function sliceTimer(): () => Promise<void> | undefined {
  let until = performance.now() + maxSliceMs
  return () => {
    if (performance.now() < until) {
      return undefined
    }
    return turnForOthers().then(() => {
      until = performance.now() + maxSliceMs
    })
  }
}

/** Long works that wait for their next slice. There is one event loop, so there is one queue. */
const waiting: (() => void)[] = []

async function rest<T>(work: Iterator<unknown, T>, signal: AbortSignal | undefined): Promise<T> {
  for (;;) {
    await turnForOthers()
    signal?.throwIfAborted()
    const result = slice(work)
    if (result.done === true) {
      return result.value
    }
  }
}

function turnForOthers(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) {
      setImmediate(letNextGoOn)
    }
  })
}

function letNextGoOn(): void {
  waiting.shift()?.()
  if (waiting.length > 0) {
    setImmediate(letNextGoOn)
  }
}

/** What the work came to within one slice. It is bounded by real time, whatever a clock says. */
function slice<T>(work: Iterator<unknown, T>): IteratorResult<unknown, T> {
  const until = performance.now() + maxSliceMs
  let result = work.next()
  while (result.done !== true && performance.now() < until) {
    result = work.next()
  }
  return result
}
