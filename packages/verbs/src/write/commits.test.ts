import { type CommitEntry, type Keystore, memoryKeystore, type StoredRecord } from '@atnet/keystore'
import { type DeleteCommand, parse, parseAtSign } from '@atnet/protocol-codec'
import { type FakeClock, fakeClock } from '@atnet/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { remove } from './remove.ts'
import { store, type Write, type WritingContext } from './write.ts'

const owner = parseAtSign('@alice')
const key = 'public:phone@alice'
const start = 1_000_000

let clock: FakeClock
let keystore: Keystore
let context: WritingContext

beforeEach(() => {
  clock = fakeClock(start)
  keystore = memoryKeystore({ clock })
  context = { owner, clock, write: keystore.write, caller: { kind: 'owner', via: 'pkam' } }
})
afterEach(() => keystore.close())

async function write(write: Partial<Write> = {}): Promise<unknown> {
  const { reply } = await store(
    { key, value: 'v', metadata: {}, noCommit: false, ...write },
    context,
  )
  return reply
}

async function erase(line: string): Promise<unknown> {
  const { reply } = await remove(asDelete(line), context)
  return reply
}

function asDelete(line: string): DeleteCommand {
  const command = parse(line)
  if (command.verb !== 'delete') {
    throw new Error(`${line} is no delete`)
  }
  return command
}

function answer(payload: string): unknown {
  return { kind: 'data', payload }
}

function entry(): CommitEntry | undefined {
  return keystore.reader.commitOf(key)
}

function record(): StoredRecord | undefined {
  return keystore.reader.get(key)
}

describe('a write is committed', () => {
  it('as one of value and metadata (data.update)', async () => {
    expect(await write()).toEqual(answer('0'))
    expect(entry()).toEqual({ key, operation: '*', at: start, commitId: 0 })
  })

  it('as one of metadata only when it keeps the value (data.update-meta)', async () => {
    await write()
    clock.advance(5)
    expect(await write({ value: undefined, metadata: { ttl: 9 } })).toEqual(answer('1'))
    expect(entry()).toEqual({ key, operation: '#', at: start + 5, commitId: 1 })
    expect(record()).toMatchObject({ value: 'v', metadata: { version: 1, ttl: 9 } })
  })

  it('with null for a value that was never there (data.update-meta)', async () => {
    expect(await write({ value: undefined })).toEqual(answer('0'))
    expect(entry()?.operation).toBe('#')
    expect(record()).toMatchObject({ value: null, metadata: { version: 0 } })
  })

  it('at the time it asserts (data.metadata.asserted)', async () => {
    await write({ metadata: { updatedAt: 77 } })
    expect(entry()?.at).toBe(77)
  })

  it('not at all with nc, which takes the earlier entry away (data.write.no-commit)', async () => {
    await write()
    expect(await write({ noCommit: true })).toEqual(answer('-1'))
    expect(entry()).toBeUndefined()
    expect(record()?.metadata.version).toBe(1)
    expect(await write()).toEqual(answer('1'))
  })
})

describe('a write over an expired record starts anew (data.update.over-expired)', () => {
  beforeEach(async () => {
    await write({ metadata: { ttl: 10, immutable: true, ivNonce: 'n' } })
  })

  it('not while it lives', async () => {
    clock.advance(10)
    await expect(write()).rejects.toMatchObject({ fault: 'illegalState' })
  })

  it('with value and metadata of its own', async () => {
    clock.advance(11)
    await write({ value: 'w' })
    expect(record()).toMatchObject({ value: 'w', metadata: { version: 0, createdAt: start + 11 } })
    expect(record()?.metadata).not.toHaveProperty('ivNonce', 'n')
  })

  it('without the value that has expired', async () => {
    clock.advance(11)
    await write({ value: undefined })
    expect(record()?.value).toBeNull()
  })
})

describe('a removal is committed', () => {
  it('whether or not the record was there (data.delete)', async () => {
    expect(await erase('delete:public:phone@alice')).toEqual(answer('0'))
    expect(entry()).toEqual({ key, operation: '-', at: start, commitId: 0 })
  })

  it('at the time it names (data.delete.time)', async () => {
    await write()
    expect(await erase('delete:dAt:1970-01-01T00:00:02.5Z:public:phone@alice')).toEqual(answer('1'))
    expect(entry()).toEqual({ key, operation: '-', at: 2_500, commitId: 1 })
  })

  it('not at all with nc, which takes what is left of the key away (data.write.no-commit)', async () => {
    await write()
    await erase('delete:public:phone@alice')
    expect(await erase('delete:nc:public:phone@alice')).toEqual(answer('-1'))
    expect(entry()).toBeUndefined()
  })
})

describe('an immutable record (data.immutable)', () => {
  beforeEach(async () => {
    await write({ metadata: { immutable: true, ttl: 10 } })
  })

  it.each([{}, { value: undefined }, { noCommit: true }, { metadata: { immutable: false } }])(
    'is not written by %j',
    async (change) => {
      await expect(write(change)).rejects.toMatchObject({
        fault: 'illegalState',
        detail: 'Immutable records may not be updated',
      })
      expect(record()?.metadata.version).toBe(0)
    },
  )

  it('is not deleted, but by force', async () => {
    await expect(erase('delete:public:phone@alice')).rejects.toMatchObject({
      fault: 'illegalState',
      detail: 'Immutable records may not be deleted without the force flag',
    })
    expect(await erase('delete:force:public:phone@alice')).toEqual(answer('1'))
    expect(record()).toBeUndefined()
  })

  it('is deleted like any other once it has expired', async () => {
    clock.advance(11)
    expect(await erase('delete:public:phone@alice')).toEqual(answer('1'))
  })

  it('of another atSign is a copy that its keeper may drop', async () => {
    const copy = 'cached:@alice:lock@bob'
    const metadata = { immutable: true }
    await keystore.write((transaction) =>
      transaction.put({ key: copy, value: 'v', metadata }, { operation: '*', at: start }),
    )
    expect(await erase('delete:cached:@alice:lock@bob')).toEqual(answer('2'))
    expect(keystore.reader.get(copy)).toBeUndefined()
  })
})
