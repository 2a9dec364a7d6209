import { type Keystore, memoryKeystore } from '@atnet/keystore'
import { parseAtSign } from '@atnet/protocol-codec'
import { fakeClock } from '@atnet/runtime/testing'
import { adoptLegacyBlockList, cramSecretDeletedKey, cramSecretKey, ownRecord } from '@atnet/verbs'
import { describe, expect, it } from 'vitest'
import { prepareStore, signingSecret } from './first-start.ts'

const owner = parseAtSign('@alice')
const clock = fakeClock()
const blockList = 'private:blocklist@alice'

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

async function storeWith(values: Readonly<Record<string, string>>): Promise<Keystore> {
  const store = memoryKeystore({ clock })
  await store.write((transaction) => {
    for (const [name, value] of Object.entries(values)) {
      transaction.put({ key: name, value, metadata: {} }, { operation: '*', at: 0 })
    }
  })
  await store.write((transaction) => adoptLegacyBlockList(transaction, { owner, now: clock.now() }))
  return store
}

describe('a block list under its old name (house.config.lists.legacy)', () => {
  it('is moved, normalised and without the owner', async () => {
    const { reader } = await storeWith({ configkey: '{"blockList":["@Bob","@alice","eve"]}' })
    expect(reader.get(blockList)?.value).toBe('{"blockList":["@bob","@eve"]}')
    expect(reader.get('configkey')).toBeUndefined()
    expect(reader.commitOf('configkey')).toBeUndefined()
  })

  it('counts no more where there is one under the new name, even an empty one', async () => {
    const there = '{"blockList":[]}'
    const { reader } = await storeWith({ configkey: '{"blockList":["@bob"]}', [blockList]: there })
    expect(reader.get(blockList)?.value).toBe(there)
  })

  it.each(['v', '', '{"blockList":', '{"blockList":"@bob"}', '["@bob"]'])(
    'is left alone when it is %j',
    async (value) => {
      const { reader } = await storeWith({ configkey: value })
      expect(reader.get(blockList)).toBeUndefined()
      expect(reader.get('configkey')?.value).toBe(value)
    },
  )
})
