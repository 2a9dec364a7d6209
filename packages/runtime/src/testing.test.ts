import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { systemRandomness } from './randomness.ts'
import { fakeClock, memoryLog, seededRandomness } from './testing.ts'

describe('fakeClock', () => {
  it('fires timers in the order they fall due, each at its own moment', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 30 }), (delays) => {
        const clock = fakeClock(0)
        const fired: { readonly index: number; readonly at: number }[] = []
        for (const [index, delay] of delays.entries()) {
          clock.after(delay, () => fired.push({ index, at: clock.now() }))
        }
        clock.advance(1_000)
        const expected = delays
          .map((at, index) => ({ index, at }))
          .toSorted((a, b) => a.at - b.at || a.index - b.index)
        expect(fired).toEqual(expected)
      }),
    )
  })

  it('fires no timer before its time', () => {
    const clock = fakeClock(0)
    const action = vi.fn()
    clock.after(10, action)
    clock.advance(9)
    expect(action).not.toHaveBeenCalled()
    clock.advance(1)
    expect(action).toHaveBeenCalledOnce()
  })

  it('fires timers that are set on the way, when they fall due within the same move', () => {
    const clock = fakeClock(0)
    const seen: number[] = []
    clock.after(10, () => {
      seen.push(clock.now())
      clock.after(5, () => seen.push(clock.now()))
      clock.after(500, () => seen.push(clock.now()))
    })
    clock.advance(100)
    expect(seen).toEqual([10, 15])
    expect(clock.now()).toBe(100)
  })

  it('never fires a cancelled timer, also one cancelled by an earlier one', () => {
    const clock = fakeClock(0)
    const action = vi.fn()
    const late = clock.after(20, action)
    clock.after(10, () => late.cancel())
    clock.advance(100)
    expect(action).not.toHaveBeenCalled()
  })

  it('lets the wall clock be stepped without moving timers', () => {
    const clock = fakeClock(1_000_000)
    const action = vi.fn()
    clock.after(50, action)
    clock.step(0)
    expect(clock.now()).toBe(0)
    clock.advance(49)
    expect(action).not.toHaveBeenCalled()
    clock.advance(1)
    expect(action).toHaveBeenCalledOnce()
    expect(clock.now()).toBe(50)
  })

  it.each([-1, Number.NaN])('refuses to run backwards by %d', (ms) => {
    expect(() => fakeClock().advance(ms)).toThrow(RangeError)
  })
})

describe('seededRandomness', () => {
  it('gives the same bytes for the same seed and others for another', () => {
    const bytes = (seed: number): string => seededRandomness(seed).bytes(64).toString()
    expect(bytes(7)).toBe(bytes(7))
    expect(bytes(7)).not.toBe(bytes(8))
  })

  it('gives canonical version 4 UUIDs', () => {
    const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    const random = seededRandomness(1)
    const uuids = Array.from({ length: 100 }, () => random.uuid())
    expect(uuids.filter((uuid) => !shape.test(uuid))).toEqual([])
    expect(new Set(uuids).size).toBe(100)
    expect(systemRandomness.uuid()).toMatch(shape)
  })
})

describe('systemRandomness', () => {
  it.each([0, 1, 65_536, 200_000])('gives %d bytes, none of them left at zero by mistake', (n) => {
    const bytes = systemRandomness.bytes(n)
    expect(bytes).toHaveLength(n)
    // A block of 64 zero bytes has a chance of 2^-512.
    for (let at = 0; at + 64 <= n; at += 64) {
      expect(bytes.subarray(at, at + 64).some((byte) => byte !== 0)).toBe(true)
    }
  })

  it('refuses what is no length', () => {
    expect(() => systemRandomness.bytes(-1)).toThrow(RangeError)
  })
})

describe('memoryLog', () => {
  it('keeps what was logged, in order', () => {
    const { log, events } = memoryLog()
    log('info', 'server.started', { port: 64 })
    log('warn', 'server.stopped')
    expect(events).toEqual([
      { level: 'info', event: 'server.started', fields: { port: 64 } },
      { level: 'warn', event: 'server.stopped', fields: {} },
    ])
  })
})
