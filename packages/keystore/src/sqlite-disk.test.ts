import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@atnet/runtime'
import { openMetrics } from '@atnet/runtime/operations'
import {
  type Database,
  DatabaseInUse,
  DatabaseTooNew,
  DatabaseUnreadable,
  openDatabase,
} from '@atnet/runtime/sqlite'
import { fakeClock, memoryLog } from '@atnet/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Keystore, StoredRecord } from './keystore.ts'
import { accessSaveMs, maxAccessRows, maxUnsavedAccessRows } from './limits.ts'
import { applicationId, migrations } from './schema.ts'
import { openSqliteKeystore } from './sqlite.ts'
import { sqliteStorage } from './sqlite-storage.ts'
import { keystoreOver } from './store.ts'

const lost: unknown = expect.objectContaining({
  fault: 'dataStore',
  detail: 'the data could not be put on disk',
})
const unreadable: unknown = expect.objectContaining({
  fault: 'dataStore',
  detail: 'the data store could not be read or written',
})
const log = { operation: '*', at: 1 } as const

let folder: string
let file: string
let clock: ReturnType<typeof fakeClock>
let opened: Keystore[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atnet-keystore-'))
  file = join(folder, 'alice.db')
  clock = fakeClock()
  opened = []
})

afterEach(async () => {
  await Promise.all(opened.map((keystore) => keystore.close()))
  rmSync(folder, { recursive: true })
})

async function open(): Promise<Keystore> {
  const keystore = await openSqliteKeystore({ file, clock, log: silentLog })
  opened.push(keystore)
  return keystore
}

/** A keystore whose database the test can reach as well, to make the disk fail. */
function openOver(): {
  readonly keystore: Keystore
  readonly database: Database
  readonly events: () => readonly string[]
  readonly figures: () => string
} {
  const database = openDatabase({ file, migrations, exclusive: true, applicationId })
  const { log: note, events } = memoryLog()
  const metrics = openMetrics()
  const keystore = keystoreOver(sqliteStorage(database), { clock, log: note, metrics })
  opened.push(keystore)
  const figures = metrics.expose
  return { keystore, database, events: () => events.map(({ event }) => event), figures }
}

function put(
  { write }: Keystore,
  key: string,
  value = 'value',
  metadata: StoredRecord['metadata'] = {},
): Promise<number> {
  return write((transaction) => transaction.put({ key, value, metadata }, log))
}

describe('a reopened keystore', () => {
  it('has everything that was written, and goes on counting (data.commit.never-reissued)', async () => {
    const first = await open()
    await put(first, 'a@alice', 'one', { expiresAt: 5, version: 1 })
    await put(first, 'b@alice')
    await first.write((transaction) => {
      transaction.remove('b@alice', 'purge')
      transaction.setSecret('signing', 'key')
    })
    await first.close()
    const { reader, write } = await open()
    expect(reader.get('a@alice')).toEqual({
      key: 'a@alice',
      value: 'one',
      metadata: { expiresAt: 5, version: 1 },
    })
    expect(reader.commits({ after: -1, limit: 9 })).toEqual([
      { key: 'a@alice', ...log, commitId: 0 },
    ])
    expect([reader.nextExpiry(), reader.secret('signing')]).toEqual([5, 'key'])
    expect(await write((transaction) => transaction.remove('a@alice', log))).toBe(2)
  })

  it('is in a file for this user only, beside nothing once it is closed (storage.file.private)', async () => {
    const keystore = await open()
    await put(keystore, 'a@alice')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await keystore.close()
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })).toBeUndefined()
  })

  it('has the access log, but for what never got its second', async () => {
    const first = openOver()
    const append = (atSign: string, key?: string): void =>
      first.keystore.accessLog.append({ at: 7, atSign, verb: 'pol', key })
    append('@bob', 'k@alice')
    append('@carol')
    clock.advance(accessSaveMs)
    await first.keystore.settled()
    await first.keystore.write(() => undefined)
    append('@lost')
    // A crash, as far as the access log can tell: the file is closed without a word.
    first.database.close()
    const { accessLog } = await open()
    expect(accessLog.size()).toBe(2)
    expect(accessLog.newest()).toEqual({ at: 7, atSign: '@carol', verb: 'pol', key: undefined })
    expect(accessLog.top('pol', 'key', 9)).toEqual([{ name: 'k@alice', count: 1 }])
  })

  it('has no more access log rows on disk than in memory (data.access-log.bounded)', async () => {
    const { keystore, database } = openOver()
    const rounds = Math.ceil(maxAccessRows / maxUnsavedAccessRows) + 2
    for (let round = 0; round < rounds; round += 1) {
      for (let n = 0; n < maxUnsavedAccessRows; n += 1) {
        keystore.accessLog.append({ at: round, atSign: '@bob', verb: 'pol', key: undefined })
      }
      await keystore.write(() => undefined)
    }
    const rows = database.prepare('SELECT count(*) FROM access_log').pluck()
    expect(rows.get()).toBe(maxAccessRows)
    await keystore.close()
    const { accessLog } = await open()
    expect([accessLog.size(), accessLog.newest()?.at]).toEqual([maxAccessRows, rounds - 1])
  })
})

describe('the layout of the file', () => {
  it.each(migrations.map((_, version) => version))(
    'moves on from version %d without a loss (storage.schema.forward)',
    async (version) => {
      const old = openDatabase({
        file,
        migrations: migrations.slice(0, version),
        exclusive: true,
        applicationId,
      })
      if (version > 0) {
        old.exec(`
          INSERT INTO records (key, available_at, expires_at, metadata, value)
            VALUES ('a@alice', NULL, 5, '{"expiresAt":5}', 'old');
          INSERT INTO commits (commit_id, key, operation, at) VALUES (7, 'a@alice', '*', 1);
          UPDATE counters SET value = 9 WHERE name = 'next_commit_id';
          INSERT INTO secrets (name, value) VALUES ('signing', 'key')`)
      }
      old.close()
      const keystore = await open()
      keystore.accessLog.append({ at: 1, atSign: '@bob', verb: 'pol', key: undefined })
      expect(await put(keystore, 'b@alice')).toBe(version > 0 ? 9 : 0)
      expect(keystore.reader.get('a@alice')?.value).toBe(version > 0 ? 'old' : undefined)
      expect(keystore.reader.secret('signing')).toBe(version > 0 ? 'key' : undefined)
    },
  )

  it('is refused when a later version wrote it (storage.schema.newer)', async () => {
    const later = [...migrations, 'CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT']
    openDatabase({ file, migrations: later, exclusive: true, applicationId }).close()
    await expect(open()).rejects.toThrow(DatabaseTooNew)
  })

  it('is refused when it is not that of a keystore', async () => {
    openDatabase({ file, migrations, exclusive: true }).close()
    await expect(open()).rejects.toThrow(DatabaseUnreadable)
  })

  it('is refused in a folder that cannot be written to', async () => {
    chmodSync(folder, 0o500)
    const nested = join(file, 'alice.db')
    openDatabase({ file, migrations, exclusive: true, applicationId }).close()
    const refused = openSqliteKeystore({ file: nested, clock, log: silentLog })
    await expect(refused).rejects.toThrow(DatabaseUnreadable)
    chmodSync(folder, 0o700)
  })
})

describe('a file opened twice', () => {
  it('is refused the second time, and the first goes on (storage.lock.exclusive)', async () => {
    const first = await open()
    await expect(open()).rejects.toThrow(DatabaseInUse)
    expect(await put(first, 'a@alice')).toBe(0)
  })
})

describe('a disk that fails', () => {
  it('refuses every write of the batch it could not take, and takes the next (storage.batch.lost, storage.measured)', async () => {
    const { keystore, database, events, figures } = openOver()
    database.exec(`CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
      CREATE TABLE children (parent INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED) STRICT`)
    await put(keystore, 'before@alice')
    const writes = [put(keystore, 'a@alice'), put(keystore, 'b@alice')]
    // Nothing but COMMIT itself fails on a reference that is left dangling.
    database.exec('INSERT INTO children VALUES (1)')
    expect(keystore.reader.get('a@alice')).toBeDefined()
    const read = keystore.settled()
    const failed = keystore.write(() => {
      throw new Error('refused for what the batch said')
    })
    for (const each of [...writes, read, failed]) {
      await expect(each).rejects.toEqual(lost)
    }
    expect(events()).toEqual(['batch.lost'])
    expect(figures()).toContain('atnet_store_batches_total{outcome="lost"} 1\n')
    expect(figures()).toContain('atnet_store_batches_total{outcome="kept"} 1\n')
    expect(figures()).toContain('atnet_store_batch_writes_sum 4\n')
    expect(figures()).toContain('atnet_store_commit_seconds_count 1\n')
    expect(keystore.settled()).toBeUndefined()
    expect(keystore.reader.keys({ limit: 9 }).keys).toEqual(['before@alice'])
    expect(await put(keystore, 'after@alice')).toBe(1)
  })

  it('refuses the batch when it is full, and takes writes again when there is space', async () => {
    const { keystore, database } = openOver()
    const pages = Number(database.pragma('page_count', { simple: true }))
    database.pragma(`max_page_count = ${pages + 10}`)
    const large = 'x'.repeat(1_000_000)
    const writes = [put(keystore, 'a@alice'), put(keystore, 'b@alice', large)]
    for (const write of writes) {
      await expect(write).rejects.toEqual(lost)
    }
    expect(keystore.reader.keys({ limit: 9 }).keys).toEqual([])
    database.pragma(`max_page_count = ${pages + 1_000}`)
    expect(await put(keystore, 'b@alice', large)).toBe(0)
  })

  it('does not let work that swallowed a failure write outside of its transaction', async () => {
    const { keystore, database } = openOver()
    const pages = Number(database.pragma('page_count', { simple: true }))
    database.pragma(`max_page_count = ${pages + 10}`)
    const stubborn = keystore.write((transaction) => {
      const large = { key: 'a@alice', value: 'x'.repeat(1_000_000), metadata: {} }
      expect(() => transaction.put(large, log)).toThrow(unreadable)
      transaction.put({ key: 'b@alice', value: 'small', metadata: {} }, log)
    })
    await expect(stubborn).rejects.toEqual(lost)
    expect(keystore.reader.get('b@alice')).toBeUndefined()
  })

  it('costs access log rows before it costs a write', async () => {
    const { keystore, database, events } = openOver()
    database.exec('DROP TABLE access_log')
    keystore.accessLog.append({ at: 1, atSign: '@bob', verb: 'pol', key: undefined })
    expect(await put(keystore, 'a@alice')).toBe(0)
    expect(events()).toEqual(['access-log.unsaved'])
  })

  it('is told apart from a missing record (storage.damaged)', async () => {
    const { keystore, database } = openOver()
    await put(keystore, 'a@alice')
    database.exec('UPDATE records SET metadata = \'{"version":\'')
    expect(() => keystore.reader.get('a@alice')).toThrow(unreadable)
    expect(() => keystore.reader.get('b@alice')).not.toThrow()
  })

  it('is told from a damaged page, wherever it is read', async () => {
    const first = await open()
    await first.write((transaction) => {
      for (let n = 0; n < 1_000; n += 1) {
        transaction.put({ key: `k${n}@alice`, value: 'v'.repeat(500), metadata: {} }, log)
      }
    })
    await first.close()
    const descriptor = openSync(file, 'r+')
    const { size } = statSync(file)
    const garbage = Buffer.alloc(2_048, 0xa5)
    for (let at = 65_536; at < size; at += 4_096) {
      writeSync(descriptor, garbage, 0, garbage.length, at)
    }
    closeSync(descriptor)
    const { reader } = await open()
    expect(() => reader.keys({ limit: 10_000 })).toThrow(unreadable)
    expect(() => reader.commits({ after: -1, limit: 10_000 })).toThrow(unreadable)
  })
})
