import { memoryKeystore } from '@atnet/keystore'
import { silentLog } from '@atnet/runtime'
import { type FakeClock, fakeClock } from '@atnet/runtime/testing'
import { expect, it } from 'vitest'
import { sweepSliceRecords } from './limits.ts'
import { openSweeper } from './sweeper.ts'

const start = 1_000_000

async function storeWith(clock: FakeClock, expiries: readonly number[]) {
  const store = memoryKeystore({ clock })
  await store.write((transaction) => {
    for (const [index, expiresAt] of expiries.entries()) {
      const record = { key: `k${index}@alice`, value: 'v', metadata: { expiresAt } }
      transaction.put(record, { operation: '*', at: start })
    }
  })
  return store
}

it('removes each record when it is due, and its commit entry with it (data.expiry.sweep)', async () => {
  const clock = fakeClock(start)
  const store = await storeWith(clock, [start + 10, start + 500])
  openSweeper({ store, clock, log: silentLog }).wake()
  clock.advance(100)
  await store.settled()
  expect(store.reader.keys({ limit: 10 }).keys).toEqual(['k1@alice'])
  expect(store.reader.commitOf('k0@alice')).toBeUndefined()
})

it('goes on until everything due is gone', async () => {
  const clock = fakeClock(start)
  const due = Array.from({ length: sweepSliceRecords * 2 + 1 }, (_, index) => start + index)
  const store = await storeWith(clock, due)
  const sweeper = openSweeper({ store, clock, log: silentLog })
  sweeper.wake()
  for (let slice = 0; slice < 4; slice += 1) {
    clock.advance(sweepSliceRecords * 3)
    await store.settled()
    // Whoever waited for that batch gets a turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(store.reader.keys({ limit: 10 }).keys).toEqual([])
})

it('wakes earlier for a record that expires earlier', async () => {
  const clock = fakeClock(start)
  const store = await storeWith(clock, [start + 50_000])
  const sweeper = openSweeper({ store, clock, log: silentLog })
  sweeper.wake()
  const soon = { key: 'soon@alice', value: 'v', metadata: { expiresAt: start + 10 } }
  await store.write((transaction) => transaction.put(soon, { operation: '*', at: start }))
  sweeper.wake()
  clock.advance(20)
  await store.settled()
  expect(store.reader.get('soon@alice')).toBeUndefined()
})

it('leaves everything alone once stopped', async () => {
  const clock = fakeClock(start)
  const store = await storeWith(clock, [start + 10])
  const sweeper = openSweeper({ store, clock, log: silentLog })
  sweeper.wake()
  sweeper.stop()
  clock.advance(100)
  expect(store.settled()).toBeUndefined()
  expect(store.reader.get('k0@alice')).toBeDefined()
})

it('is over when it is stopped during a sweep, and the store closed after it', async () => {
  const clock = fakeClock(start)
  const store = await storeWith(clock, [start + 10])
  const failures: string[] = []
  const sweeper = openSweeper({ store, clock, log: (_, event) => failures.push(event) })
  sweeper.wake()
  clock.advance(100)
  sweeper.stop()
  await store.close()
  await new Promise((resolve) => setImmediate(resolve))
  expect(failures).toEqual([])
})
