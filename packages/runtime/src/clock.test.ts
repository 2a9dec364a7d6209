import { spawnSync } from 'node:child_process'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { sleep, systemClock } from './clock.ts'
import { maxTimeoutMs } from './limits.ts'
import { fakeClock } from './testing.ts'

/** Starting a process takes seconds on a busy machine. */
const patience = { timeout: 60_000 }

afterEach(() => {
  vi.useRealTimers()
})

describe('systemClock', () => {
  it('tells the time in milliseconds since the epoch', () => {
    vi.useFakeTimers({ now: 1_700_000_000_123 })
    expect(systemClock.now()).toBe(1_700_000_000_123)
  })

  it.each([
    ['an ordinary delay', 250],
    ['the longest delay of the platform', maxTimeoutMs],
    ['a delay just beyond it', maxTimeoutMs + 1],
    ['ten years', 10 * 365 * 86_400_000],
  ])('fires once after %s and not before (runtime.clock.long)', (_, delayMs) => {
    vi.useFakeTimers()
    const action = vi.fn()
    systemClock.after(delayMs, action)
    vi.advanceTimersByTime(delayMs - 1)
    expect(action).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(action).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(maxTimeoutMs)
    expect(action).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('treats a delay in the past as none', () => {
    vi.useFakeTimers()
    const action = vi.fn()
    systemClock.after(-5, action)
    vi.advanceTimersByTime(1)
    expect(action).toHaveBeenCalledOnce()
  })

  it('never fires a cancelled timer, also one that was re-armed on the way', () => {
    vi.useFakeTimers()
    const action = vi.fn()
    const timer = systemClock.after(3 * maxTimeoutMs, action)
    vi.advanceTimersByTime(2 * maxTimeoutMs)
    timer.cancel()
    timer.cancel()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(2 * maxTimeoutMs)
    expect(action).not.toHaveBeenCalled()
  })

  it('does not keep a process alive', patience, () => {
    const module = new URL('./clock.ts', import.meta.url).href
    const script = `import { systemClock } from '${module}'
      systemClock.after(3_600_000, () => console.log('late')); console.log('set')`
    const done = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    })
    expect(done.stdout).toBe('set\n')
    expect(done.status).toBe(0)
  })

  it('works where timers are plain numbers, as in browsers', () => {
    const actions: (() => void)[] = []
    vi.stubGlobal('setTimeout', (action: () => void) => actions.push(action))
    const action = vi.fn()
    systemClock.after(1, action)
    vi.unstubAllGlobals()
    actions[0]?.()
    expect(action).toHaveBeenCalledOnce()
  })
})

describe('sleep', () => {
  it('resolves when its time has come', async () => {
    const clock = fakeClock()
    const slept = sleep(clock, 1_000)
    clock.advance(1_000)
    await expect(slept).resolves.toBeUndefined()
  })

  it('rejects with the reason of the abort and lets go of the timer', async () => {
    vi.useFakeTimers()
    const stop = new AbortController()
    const slept = sleep(systemClock, 1_000, stop.signal)
    const reason = new Error('stopping')
    stop.abort(reason)
    await expect(slept).rejects.toBe(reason)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not start when it was aborted before', async () => {
    vi.useFakeTimers()
    const reason = new Error('stopped')
    await expect(sleep(systemClock, 1_000, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not bothered by an abort afterwards', async () => {
    const clock = fakeClock()
    const stop = new AbortController()
    const slept = sleep(clock, 5, stop.signal)
    clock.advance(5)
    stop.abort()
    await expect(slept).resolves.toBeUndefined()
  })
})
