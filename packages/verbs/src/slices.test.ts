import { describe, expect, it } from 'vitest'
import { maxSliceMs } from './limits.ts'
import { inSlices, sliceTimer } from './slices.ts'

/** Keeps the process busy for as long as a slice may last. */
function workForASlice(): void {
  const until = performance.now() + maxSliceMs
  while (performance.now() < until) {
    // Nothing but time has to pass.
  }
}

/** Takes a slice for every step, tells of each, and gives `name` in the end. */
function* slowWork(name: string, events: string[], steps = 3): Generator<void, string> {
  for (let left = steps; left > 0; left -= 1) {
    workForASlice()
    events.push(name)
    yield
  }
  return name
}

// limit.slice
describe('long work', () => {
  it('that is done within a slice costs no promise', () => {
    const work = [1, 2, 3].values()
    expect(inSlices(work)).toBeUndefined()
    expect(work.next().done).toBe(true)
  })

  it('gives others a turn after each slice', async () => {
    const events: string[] = []
    setImmediate(() => events.push('other'))
    expect(await inSlices(slowWork('work', events))).toBe('work')
    expect(events).toEqual(['work', 'other', 'work', 'work'])
  })

  it('takes turns with other long work, one slice in each turn of the event loop', async () => {
    const events: string[] = []
    let over = false
    function countTurns(): void {
      events.push('|')
      if (!over) {
        setImmediate(countTurns)
      }
    }
    setImmediate(countTurns)
    await Promise.all([
      inSlices(slowWork('a', events)),
      inSlices(slowWork('b', events)),
      inSlices(slowWork('c', events)),
    ])
    over = true
    expect(events.join('')).not.toMatch(/[abc]{2}/u)
    expect(events.filter((event) => event !== '|').join('')).toBe('aabcabcbc')
  })

  it('rejects with what a later step throws', async () => {
    function* failing(): Generator<void, void> {
      workForASlice()
      yield
      throw new Error('no more')
    }
    await expect(inSlices(failing())).rejects.toThrow('no more')
  })

  it('ends with the reason given when nobody wants it any more', async () => {
    const events: string[] = []
    const stop = new AbortController()
    const work = inSlices(slowWork('work', events, 1_000), stop.signal)
    stop.abort(new Error('gone'))
    await expect(work).rejects.toThrow('gone')
    expect(events).toEqual(['work'])
  })

  it('whose steps wait is told when a slice is over, and again after the next', async () => {
    const sliceOver = sliceTimer()
    expect(sliceOver()).toBeUndefined()
    workForASlice()
    await expect(sliceOver()).resolves.toBeUndefined()
    expect(sliceOver()).toBeUndefined()
  })
})
