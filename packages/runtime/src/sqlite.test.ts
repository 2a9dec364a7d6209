import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pageCacheKilobytes } from './limits.ts'
import {
  type Database,
  DatabaseInUse,
  DatabaseTooNew,
  DatabaseUnreadable,
  openDatabase,
} from './sqlite.ts'

const first = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT'
const second = "ALTER TABLE notes ADD COLUMN colour TEXT NOT NULL DEFAULT 'white'"
const third = "UPDATE notes SET colour = 'yellow'"

/** Starting a process takes seconds on a busy machine. */
const patience = { timeout: 60_000 }

let folder: string
let opened: Database[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atnet-sqlite-'))
  opened = []
})

afterEach(() => {
  for (const database of opened) {
    database.close()
  }
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true })
})

type Overrides = Partial<Parameters<typeof openDatabase>[0]>

function open(overrides: Overrides = {}): Database {
  const file = join(folder, 'notes.db')
  const database = openDatabase({ file, migrations: [first], exclusive: false, ...overrides })
  opened.push(database)
  return database
}

function addNote(database: Database, note: string): void {
  database.prepare('INSERT INTO notes (note) VALUES (?)').run(note)
}

/** A script for another Node process that opens the same file and says how that went. */
function otherProcess(file: string, exclusive: boolean): string[] {
  const module = new URL('./sqlite.ts', import.meta.url).href
  const options = JSON.stringify({ file, migrations: [first], exclusive })
  const script = `import { openDatabase } from '${module}'
    try { console.log('version', openDatabase(${options}).pragma('user_version', { simple: true })) }
    catch (error) { console.log(error.name, error.message) }`
  return ['--input-type=module', '--eval', script]
}

describe('openDatabase', () => {
  it('makes files and folders that only their owner can read (storage.file.private)', () => {
    const file = join(folder, 'deep', 'er', 'notes.db')
    addNote(open({ file }), 'hidden')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'deep', 'er')).mode & 0o777).toBe(0o700)
  })

  it('takes an existing file back from everybody else (storage.file.private)', () => {
    open().close()
    chmodSync(join(folder, 'notes.db'), 0o644)
    open()
    expect(statSync(join(folder, 'notes.db')).mode & 0o777).toBe(0o600)
  })

  it.each([true, false])(
    'syncs every commit (exclusive: %s, storage.commit.synced)',
    (exclusive) => {
      const database = open({ exclusive })
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
      expect(database.pragma('synchronous', { simple: true })).toBe(2)
      expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
    },
  )

  it('keeps enough of a large file in memory to find any of a million records', () => {
    expect(open().pragma('cache_size', { simple: true })).toBe(-pageCacheKilobytes)
  })

  it('reads an existing file without writing to it', () => {
    addNote(open(), 'kept')
    const reader = open({ readonly: true })
    expect(reader.prepare('SELECT note FROM notes').pluck().all()).toEqual(['kept'])
    expect(() => addNote(reader, 'lost')).toThrow(
      expect.objectContaining({ code: 'SQLITE_READONLY' }),
    )
  })

  it('lets one connection read while another writes', () => {
    const writer = open()
    const reader = open()
    addNote(writer, 'before')
    writer.exec('BEGIN IMMEDIATE')
    addNote(writer, 'during')
    expect(reader.prepare('SELECT note FROM notes').pluck().all()).toEqual(['before'])
    writer.exec('COMMIT')
    expect(reader.prepare('SELECT count(*) FROM notes').pluck().get()).toBe(2)
  })
})

describe('the schema version', () => {
  it('moves forward step by step and keeps the data (storage.schema.forward)', () => {
    const old = open({ migrations: [first] })
    addNote(old, 'old')
    old.close()
    const database = open({ migrations: [first, second, third] })
    expect(database.prepare('SELECT note, colour FROM notes').all()).toEqual([
      { note: 'old', colour: 'yellow' },
    ])
    expect(database.pragma('user_version', { simple: true })).toBe(3)
  })

  it('stays where it was when a step fails, and the steps before stay done', () => {
    open({ migrations: [first] }).close()
    const broken = 'CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; SELECT nonsense'
    expect(() => open({ migrations: [first, second, broken] })).toThrow('nonsense')
    const database = open({ migrations: [first, second] })
    expect(database.pragma('user_version', { simple: true })).toBe(2)
    const half = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'")
    expect(half.pluck().get()).toBe(0)
  })

  it('refuses a file of a later version and leaves it alone (storage.schema.newer)', () => {
    open({ migrations: [first, second] }).close()
    expect(() => open({ migrations: [first] })).toThrow(DatabaseTooNew)
    expect(() => open({ migrations: [first] })).toThrow(/layout 2.* only up to 1: use the version/)
    expect(open({ migrations: [first, second] }).pragma('user_version', { simple: true })).toBe(2)
  })

  it('does not read an older layout as if it were the present one', () => {
    open({ migrations: [first] }).close()
    expect(() => open({ migrations: [first, second], readonly: true })).toThrow(/older layout 1/)
  })
})

describe('a file that cannot be used', () => {
  it('is refused when its content is no database (storage.file.unreadable)', () => {
    writeFileSync(join(folder, 'notes.db'), 'These are notes, but no database. '.repeat(200))
    expect(() => open()).toThrow(DatabaseUnreadable)
    expect(() => open()).toThrow(/damaged or not a database: restore a backup/)
  })

  it('is refused when it is the database of another program', () => {
    const foreign = open({ migrations: [first] })
    foreign.pragma('user_version = 0')
    foreign.close()
    expect(() => open()).toThrow(/belongs to another program/)
  })

  it('is refused when it carries the number of another kind of file', () => {
    open({ applicationId: 7 }).close()
    open({ applicationId: 7 }).close()
    expect(() => open({ applicationId: 8 })).toThrow(/belongs to another program/)
  })

  it('is refused when it is a folder', () => {
    expect(() => open({ file: folder })).toThrow(DatabaseUnreadable)
  })

  it('is refused when its folder is a file', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => open({ file: join(folder, 'file', 'notes.db') })).toThrow(DatabaseUnreadable)
    expect(() => open({ file: join(folder, 'file', 'in', 'notes.db') })).toThrow(DatabaseUnreadable)
  })

  it('is refused when it is to be read and is not there', () => {
    expect(() => open({ readonly: true })).toThrow(DatabaseUnreadable)
  })

  it.skipIf(process.platform === 'win32')('is refused in a folder without write permission', () => {
    const locked = join(folder, 'locked')
    mkdirSync(locked)
    chmodSync(locked, 0o500)
    asOrdinaryUser(() => {
      expect(() => open({ file: join(locked, 'notes.db') })).toThrow(
        /cannot be opened: check that it is a file in a folder that this user may write to/,
      )
    })
  })
})

/** Permissions do not bind root, so root steps down for the length of `action`. */
function asOrdinaryUser(action: () => void): void {
  const nobody = 65_534
  const user = process.geteuid?.()
  if (user === 0) {
    process.seteuid?.(nobody)
  }
  try {
    action()
  } finally {
    if (user === 0) {
      process.seteuid?.(0)
    }
  }
}

describe('a second process', patience, () => {
  it('is refused while an exclusive database is open, then let in (storage.lock.exclusive)', () => {
    const file = join(folder, 'notes.db')
    const database = open({ exclusive: true })
    for (const exclusive of [true, false]) {
      const refused = spawnSync(process.execPath, otherProcess(file, exclusive), {
        encoding: 'utf8',
      })
      expect(refused.stdout).toMatch(
        /^DatabaseInUse The database .* is in use by another process: stop/,
      )
    }
    database.close()
    const admitted = spawnSync(process.execPath, otherProcess(file, true), { encoding: 'utf8' })
    expect(admitted.stdout).toBe('version 1\n')
  })

  it('is refused also when this process reopened the file, and tried to open it twice', () => {
    const file = join(folder, 'notes.db')
    open({ exclusive: true }).close()
    const database = open({ exclusive: true })
    addNote(database, 'held')
    expect(() => open({ exclusive: true })).toThrow(DatabaseInUse)
    expect(() => open({ exclusive: false })).toThrow(DatabaseInUse)
    const refused = spawnSync(process.execPath, otherProcess(file, true), { encoding: 'utf8' })
    expect(refused.stdout).toMatch(/^DatabaseInUse /)
  })

  it('may create a shared file at the same moment as others', async () => {
    const file = join(folder, 'shared.db')
    const run = promisify(execFile)
    const started = Array.from({ length: 4 }, () =>
      run(process.execPath, otherProcess(file, false)),
    )
    const outputs = await Promise.all(started)
    expect(outputs.map(({ stdout }) => stdout)).toEqual(
      Array.from({ length: 4 }, () => 'version 1\n'),
    )
  })
})
