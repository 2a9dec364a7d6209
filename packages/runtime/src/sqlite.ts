import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import {
  busyTimeoutMs,
  maxWalAttempts,
  pageCacheKilobytes,
  walRetryMs,
  walSizeBytes,
} from './limits.ts'
import { DatabaseTooNew, DatabaseUnreadable, explainOpening } from './sqlite-errors.ts'

export { DatabaseInUse, DatabaseTooNew, DatabaseUnreadable } from './sqlite-errors.ts'

/** An open database of better-sqlite3. */
export type Database = Sqlite.Database

/** What `openDatabase` needs to know. */
export type DatabaseOptions = {
  /** Where the file is; it and its folder are made when missing. */
  readonly file: string
  /** SQL scripts in order, never changed once released: number n takes schema version n to n + 1. */
  readonly migrations: readonly string[]
  /** Keeps every other process out for as long as the database is open (storage.lock.exclusive). */
  readonly exclusive: boolean
  /** Opens an existing file for reading only. */
  readonly readonly?: boolean
  /** A number that marks files of this kind, so that another program's database is not migrated. */
  readonly applicationId?: number
}

/**
 * Opens a SQLite file, ready for use: WAL, every commit synced to disk, foreign keys on, file mode
 * 0600 in a folder made with 0700, schema brought up to date (storage.schema.forward). Close it yourself.
 *
 * Throws `DatabaseInUse`, `DatabaseTooNew` or `DatabaseUnreadable`, each saying what to do.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const file = resolve(options.file)
  let database: Database | undefined
  try {
    if (options.readonly !== true) {
      prepareFile(file)
    }
    database = new Sqlite(file, {
      readonly: options.readonly === true,
      fileMustExist: true,
      timeout: 0,
    })
    configure(database, options)
    migrate(database, file, options)
    return database
  } catch (error) {
    database?.close()
    throw explainOpening(error, file)
  }
}

/**
 * Makes the file, and its folder, readable by this user only. An existing file is never opened
 * here: closing a descriptor drops every lock this process holds on that file, SQLite's included.
 */
function prepareFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const status = statSync(file, { throwIfNoEntry: false })
  if (status === undefined) {
    createFile(file)
  } else if (status.isFile() && (status.mode & 0o077) !== 0) {
    chmodSync(file, 0o600)
  }
}

function createFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    // Another process was faster, which is as good.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error
    }
  }
}

function configure(database: Database, options: DatabaseOptions): void {
  if (options.exclusive) {
    database.pragma('locking_mode = EXCLUSIVE')
  }
  if (options.readonly !== true) {
    useWriteAheadLog(database, options.exclusive ? 1 : maxWalAttempts)
  }
  if (!options.exclusive) {
    database.pragma(`busy_timeout = ${busyTimeoutMs}`)
  }
  database.pragma('synchronous = FULL')
  // macOS reports a sync as done before it is, unless asked like this; elsewhere it changes nothing.
  database.pragma('fullfsync = ON')
  database.pragma('checkpoint_fullfsync = ON')
  database.pragma('foreign_keys = ON')
  database.pragma('trusted_schema = OFF')
  // Undoing a large savepoint must not put values into files of the system's temporary folder.
  database.pragma('temp_store = MEMORY')
  database.pragma(`cache_size = ${-pageCacheKilobytes}`)
  database.pragma(`journal_size_limit = ${walSizeBytes}`)
}

/** Unlike other statements, the switch of a fresh file may fail at once, however long it is told to wait. */
function useWriteAheadLog(database: Database, attempts: number): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (database.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
        throw new Sqlite.SqliteError('no write-ahead log on this file system', 'SQLITE_CANTOPEN')
      }
      return
    } catch (error) {
      const busy = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')
      if (!busy || attempt >= attempts) {
        throw error
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, walRetryMs)
    }
  }
}

/** The schema version found; refuses a file that some other program made. */
function checkKind(database: Database, file: string, applicationId: number): number {
  // One transaction, so that a schema another process is just creating is seen whole or not at all.
  const inspect = database.transaction(() => ({
    version: versionOf(database),
    tables: Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()),
    id: Number(database.pragma('application_id', { simple: true })),
  }))
  const { version, tables, id } = inspect()
  if (version === 0 ? tables > 0 : id !== applicationId) {
    throw new DatabaseUnreadable(
      `The database ${file} belongs to another program: choose another file or folder`,
    )
  }
  return version
}

function migrate(database: Database, file: string, options: DatabaseOptions): void {
  const { migrations, applicationId = 0 } = options
  const found = checkKind(database, file, applicationId)
  if (found > migrations.length) {
    throw new DatabaseTooNew(
      `The database ${file} has layout ${found}, and this version knows only up to ${migrations.length}: use the version that wrote it, or a later one`,
    )
  }
  if (options.readonly === true && found < migrations.length) {
    throw new DatabaseUnreadable(
      `The database ${file} has the older layout ${found}: start the server on it once, which brings it up to date`,
    )
  }
  for (const [step, script] of migrations.entries()) {
    if (step >= found) {
      runMigration(database, { step, script, applicationId })
    }
  }
}

function runMigration(
  database: Database,
  { step, script, applicationId }: { step: number; script: string; applicationId: number },
): void {
  const transaction = database.transaction(() => {
    // Read again under the lock: another process may have done this step meanwhile.
    if (versionOf(database) === step) {
      database.exec(script)
      database.pragma(`user_version = ${step + 1}`)
      database.pragma(`application_id = ${applicationId}`)
    }
  })
  transaction.immediate()
}

function versionOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}
