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

// limit.slice
describe('long work', () => {
  it('that is done within a slice costs no promise', () => {
    let left = 3
    expect(inSlices(() => --left > 0)).toBeUndefined()
    expect(left).toBe(0)
  })

  it('gives others a turn after each slice', async () => {
    const events: string[] = []
    setImmediate(() => events.push('other'))
    let left = 3
    const work = inSlices(() => {
      workForASlice()
      events.push('step')
      left -= 1
      return left > 0
    })
    await work
    expect(events).toEqual(['step', 'other', 'step', 'step'])
  })

  it('rejects with what a later step throws', async () => {
    let left = 2
    const work = inSlices(() => {
      workForASlice()
      left -= 1
      if (left === 0) {
        throw new Error('no more')
      }
      return true
    })
    await expect(work).rejects.toThrow('no more')
  })

  it('whose steps wait is told when a slice is over, and again after the next', async () => {
    const sliceOver = sliceTimer()
    expect(sliceOver()).toBeUndefined()
    workForASlice()
    await expect(sliceOver()).resolves.toBeUndefined()
    expect(sliceOver()).toBeUndefined()
  })
})
