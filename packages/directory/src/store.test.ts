import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@atnet/runtime/sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listPage } from './limits.ts'
import { openSqliteDirectoryStore } from './sqlite.ts'
import { type DirectoryStore, memoryDirectoryStore } from './store.ts'

let folder: string
let store: DirectoryStore

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'directory-'))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const there = { host: 'localhost', port: 6401 }
const elsewhere = { host: 'elsewhere.test', port: 25_000 }

describe.each<[string, () => DirectoryStore]>([
  ['in memory', memoryDirectoryStore],
  ['in SQLite', () => openSqliteDirectoryStore({ file: join(folder, 'directory.db') })],
])('a store %s', (_name, openStore) => {
  beforeEach(() => {
    store = openStore()
  })

  it('finds what was added, under its bare name only', () => {
    store.set('alice🛠', there)
    expect(store.find('alice🛠')).toEqual(there)
    for (const name of ['@alice🛠', 'ALICE🛠', 'alice', 'alice🛠 ', '', '%']) {
      expect(store.find(name)).toBeUndefined()
    }
  })

  it('keeps names and hosts in normal form', () => {
    store.set('@Colin.Constable', { host: 'Elsewhere.TEST', port: 25_000 })
    expect(store.find('colinconstable')).toEqual(elsewhere)
    expect(store.remove('@colin.constable')).toBe(true)
  })

  it('moves an atSign', () => {
    store.set('alice', there)
    store.set('@alice', elsewhere)
    expect(store.find('alice')).toEqual(elsewhere)
    expect([...store.list()]).toHaveLength(1)
  })

  it('forgets an atSign', () => {
    store.set('alice', there)
    expect(store.remove('alice')).toBe(true)
    expect(store.remove('alice')).toBe(false)
    expect(store.find('alice')).toBeUndefined()
  })

  // directory.store.valid
  it.each(['', '@', 'a b', 'a\nb', '@@a', 'a:b', 'x'.repeat(56)])('refuses the name %j', (name) => {
    expect(() => store.set(name, there)).toThrow(
      expect.objectContaining({ fault: 'invalidAtSign' }),
    )
    expect([...store.list()]).toEqual([])
  })

  it.each([
    { host: '', port: 64 },
    { host: 'a:b', port: 64 },
    { host: '::1', port: 64 },
    { host: 'a\r\nb', port: 64 },
    { host: 'localhost', port: 0 },
    { host: 'localhost', port: 65_536 },
    { host: 'localhost', port: 1.5 },
  ])('refuses the address %j', (address) => {
    expect(() => store.set('alice', address)).toThrow(RangeError)
    expect(store.find('alice')).toBeUndefined()
  })

  it('lists everything by name, however much it is', () => {
    const names = [...Array(2 * listPage + 1).keys()].map(
      (index) => `name${String(index).padStart(4, '0')}`,
    )
    for (const name of names.toReversed()) {
      store.set(name, there)
    }
    const listed = [...store.list()]
    expect(listed.map(({ name }) => name)).toEqual(names)
    expect(listed[0]).toEqual({ name: 'name0000', address: there })
  })

  it('may be changed while it is listed', () => {
    for (const name of ['a', 'b', 'c']) {
      store.set(name, there)
    }
    const seen: string[] = []
    for (const { name } of store.list()) {
      seen.push(name)
      store.remove('b')
      store.set('d', elsewhere)
    }
    expect(seen).toEqual(expect.arrayContaining(['a', 'c']))
  })

  it('may be closed twice', () => {
    store.close()
    expect(() => store.close()).not.toThrow()
  })
})

// directory.store.concurrent
describe('a SQLite file', () => {
  const file = (): string => join(folder, 'below', 'directory.db')

  it('outlives the program', () => {
    store = openSqliteDirectoryStore({ file: file() })
    store.set('alice', there)
    store.close()
    store = openSqliteDirectoryStore({ file: file() })
    expect(store.find('alice')).toEqual(there)
  })

  it('is read at once while another process is writing, and shows what that has written', () => {
    store = openSqliteDirectoryStore({ file: file() })
    store.set('alice', there)
    // Takes part as another process would: a connection of its own, in the middle of a transaction.
    const applicationId = 0x61_74_44_72
    const migrations = ['never run: the layout is up to date']
    const writer = openDatabase({ file: file(), migrations, applicationId, exclusive: false })
    writer.exec('BEGIN IMMEDIATE')
    writer.exec("INSERT INTO address VALUES ('bob', 'localhost', 6402)")
    expect(store.find('alice')).toEqual(there)
    expect(store.find('bob')).toBeUndefined()
    writer.exec('COMMIT')
    expect(store.find('bob')).toEqual({ host: 'localhost', port: 6402 })
    writer.close()
  })
})
