import { expect, it } from 'vitest'
import { uptimeInWords } from './info.ts'

it.each([
  [0, '0 seconds'],
  [27_999, '27 seconds'],
  [60_000, '1 minutes 0 seconds'],
  [5_729_000, '1 hours 35 minutes 29 seconds'],
  [86_400_000, '1 days 0 hours 0 minutes 0 seconds'],
])('%d ms of uptime read %j (house.info)', (ms, words) => {
  expect(uptimeInWords(ms)).toBe(words)
})
