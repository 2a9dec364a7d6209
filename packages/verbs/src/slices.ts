import { maxSliceMs } from './limits.ts'

/**
 * Takes step after step until one gives `false`. Once a slice has lasted long enough, everybody else
 * gets a turn before the next one; `undefined` when the first slice was enough, so that short work
 * costs no promise (limit.slice).
 */
export function inSlices(step: () => boolean): Promise<void> | undefined {
  return slice(step) ? rest(step) : undefined
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

async function rest(step: () => boolean): Promise<void> {
  do {
    await turnForOthers()
  } while (slice(step))
}

function turnForOthers(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** Whether there is more to do after this slice. It is bounded by real time, whatever a clock says. */
function slice(step: () => boolean): boolean {
  const until = performance.now() + maxSliceMs
  do {
    if (!step()) {
      return false
    }
  } while (performance.now() < until)
  return true
}
