import { memoryKeystore } from '@atnet/keystore'
import { parseAtSign } from '@atnet/protocol-codec'
import { fakeClock } from '@atnet/runtime/testing'
import { cramSecretDeletedKey, cramSecretKey } from '@atnet/verbs'
import { expect, it } from 'vitest'
import { ownRecord, prepareStore, signingSecret } from './first-start.ts'

const owner = parseAtSign('@alice')
const clock = fakeClock()

it('makes the signing pair once, and keeps its private half out of the records', async () => {
  const store = memoryKeystore({ clock })
  await prepareStore({ owner, store, clock, cramSecret: undefined })
  const first = store.reader.secret(signingSecret)
  await prepareStore({ owner, store, clock, cramSecret: undefined })
  expect(first).toBeDefined()
  expect(store.reader.secret(signingSecret)).toBe(first)
  expect(store.reader.keys({ limit: 10 }).keys).toEqual(['public:signing_publickey@alice'])
})

it('takes the one-time secret once', async () => {
  const store = memoryKeystore({ clock })
  await prepareStore({ owner, store, clock, cramSecret: 'first' })
  await prepareStore({ owner, store, clock, cramSecret: 'second' })
  expect(store.reader.get(cramSecretKey)?.value).toBe('first')
})

it('never takes it again after it was deleted (auth.cram.deleted-for-ever)', async () => {
  const store = memoryKeystore({ clock })
  const marker = ownRecord({ key: cramSecretDeletedKey, value: 'true', owner, now: clock.now() })
  await store.write((transaction) => transaction.put(marker, 'unlogged'))
  await prepareStore({ owner, store, clock, cramSecret: 'again' })
  expect(store.reader.get(cramSecretKey)).toBeUndefined()
})
