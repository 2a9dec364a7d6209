import { fakeClock } from '@atnet/runtime/testing'
import { expect, it } from 'vitest'
import { openDaily } from './daily.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const midnight = Date.UTC(2026, 10, 24)

function open(startMs: number, work?: () => Promise<void>) {
  const clock = fakeClock(startMs)
  const runs: number[] = []
  const daily = openDaily({
    ...{ clock, hour: 3, delayMs: 500 },
    work: () => {
      runs.push(clock.now() - midnight)
      return work?.() ?? Promise.resolve()
    },
  })
  return { clock, daily, runs }
}

it('works every day at its hour and a little later (data.cache.refresh.daily)', async () => {
  const { clock, daily, runs } = open(midnight)
  clock.advance(3 * hourMs + 499)
  expect(runs).toEqual([])
  clock.advance(1)
  await daily.over()
  clock.advance(dayMs)
  expect(runs).toEqual([3 * hourMs + 500, dayMs + 3 * hourMs + 500])
})

it('waits for the next day when its hour is over', () => {
  const { clock, runs } = open(midnight + 3 * hourMs + 500)
  clock.advance(dayMs - 1)
  expect(runs).toEqual([])
  clock.advance(1)
  expect(runs).toHaveLength(1)
})

it('goes by the wall clock, also when that is set', () => {
  const { clock, runs } = open(midnight)
  clock.step(midnight + 10 * hourMs)
  clock.advance(hourMs)
  expect(runs).toHaveLength(1)
})

it('does not begin again while it is at work', async () => {
  let finish = (): void => undefined
  const { daily, runs } = open(midnight, () => new Promise((resolve) => (finish = resolve)))
  daily.runNow()
  daily.runNow()
  expect(runs).toHaveLength(1)
  finish()
  await daily.over()
  daily.runNow()
  expect(runs).toHaveLength(2)
})

it('does nothing once stopped', () => {
  const { clock, daily, runs } = open(midnight)
  daily.stop()
  daily.runNow()
  clock.advance(2 * dayMs)
  expect(runs).toEqual([])
})
