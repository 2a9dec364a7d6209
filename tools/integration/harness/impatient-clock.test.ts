import { sleep } from '@atnet/runtime'
import { expect, it } from 'vitest'
import { impatientClock } from './impatient-clock.ts'

it('lets pass at once what it was told not to wait for, and nothing else', async () => {
  const clock = impatientClock(1_000)
  let late = false
  clock.after(2_000, () => {
    late = true
  })
  await clock.skipping([1_500], () => sleep(clock, 1_500))
  expect(clock.now()).toBe(2_500)
  expect(late).toBe(false)
  clock.after(1_500, () => undefined)
  expect(clock.now()).toBe(2_500)
})
