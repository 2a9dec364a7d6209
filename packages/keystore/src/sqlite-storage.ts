import type { Database } from '@atnet/runtime/sqlite'
import { mediumFault } from './faults.ts'
import type { AccessRow, CommitEntry } from './keystore.ts'
import type { KeyTimes, Storage, StoredRow } from './storage.ts'

/** A storage on an open database of our schema, which it closes in the end. */
export function sqliteStorage(database: Database): Storage {
  return {
    ...recordsOf(database),
    ...commitsOf(database),
    ...secretsOf(database),
    ...accessOf(database),
    ...batchesOf(database),
    sizeBytes: sizeOf(database),
  }
}

/** Below any text there is none above any blob: the end of a range that has no end. */
const aboveAllText = Buffer.alloc(0)

type Records = Pick<
  Storage,
  'get' | 'keys' | 'nextExpiry' | 'expired' | 'putRecord' | 'removeRecord'
>

function recordsOf(database: Database): Records {
  const get = database.prepare<[string], StoredRow>(
    `SELECT key, value, metadata, available_at AS availableAt, expires_at AS expiresAt
     FROM records WHERE key = ?`,
  )
  const keys = database.prepare<[string, string | Buffer, number], KeyTimes>(
    `SELECT key, available_at AS availableAt, expires_at AS expiresAt
     FROM records WHERE key >= ? AND key < ? ORDER BY key LIMIT ?`,
  )
  const nextExpiry = database.prepare<[], { at: number }>(
    `SELECT expires_at AS at FROM records WHERE expires_at IS NOT NULL
     ORDER BY expires_at, key LIMIT 1`,
  )
  const expired = database.prepare<[number, number], { key: string }>(
    'SELECT key FROM records WHERE expires_at < ? ORDER BY expires_at, key LIMIT ?',
  )
  const put = database.prepare<[StoredRow]>(
    `INSERT INTO records (key, available_at, expires_at, metadata, value)
     VALUES ($key, $availableAt, $expiresAt, $metadata, $value)
     ON CONFLICT (key) DO UPDATE SET
       available_at = excluded.available_at, expires_at = excluded.expires_at,
       metadata = excluded.metadata, value = excluded.value`,
  )
  const remove = database.prepare<[string]>('DELETE FROM records WHERE key = ?')
  return {
    get: guarded((key) => get.get(key)),
    keys: guarded(({ from, below, limit }) => keys.all(from, below ?? aboveAllText, limit)),
    nextExpiry: guarded(() => nextExpiry.get()?.at),
    expired: guarded((at, limit) => expired.all(at, limit).map(({ key }) => key)),
    putRecord: guarded((row) => void put.run(row)),
    removeRecord: guarded((key) => void remove.run(key)),
  }
}

type Commits = Pick<
  Storage,
  | 'lastCommitId'
  | 'commits'
  | 'newestCommits'
  | 'commitOf'
  | 'takeCommitId'
  | 'putCommit'
  | 'removeCommit'
>

function commitsOf(database: Database): Commits {
  const columns = 'key, operation, at, commit_id AS commitId'
  const last = database.prepare<[], { id: number | null }>(
    'SELECT max(commit_id) AS id FROM commits',
  )
  const page = database.prepare<[number, number], CommitEntry>(
    `SELECT ${columns} FROM commits WHERE commit_id > ? ORDER BY commit_id LIMIT ?`,
  )
  const newest = database.prepare<[number, number], CommitEntry>(
    `SELECT ${columns} FROM commits WHERE commit_id < ? ORDER BY commit_id DESC LIMIT ?`,
  )
  const ofKey = database.prepare<[string], CommitEntry>(
    `SELECT ${columns} FROM commits WHERE key = ?`,
  )
  const take = database.prepare<[], { id: number }>(
    `UPDATE counters SET value = value + 1 WHERE name = 'next_commit_id'
     RETURNING value - 1 AS id`,
  )
  const put = database.prepare<[CommitEntry]>(
    `INSERT OR REPLACE INTO commits (commit_id, key, operation, at)
     VALUES ($commitId, $key, $operation, $at)`,
  )
  const remove = database.prepare<[string]>('DELETE FROM commits WHERE key = ?')
  return {
    lastCommitId: guarded(() => last.get()?.id ?? undefined),
    commits: guarded((after, limit) => page.all(after, limit)),
    newestCommits: guarded((before, limit) => newest.all(before, limit)),
    commitOf: guarded((key) => ofKey.get(key)),
    takeCommitId: guarded(() => {
      const row = take.get()
      if (row === undefined) {
        throw new Error('the counter of commit ids is missing from the database')
      }
      return row.id
    }),
    putCommit: guarded((entry) => void put.run(entry)),
    removeCommit: guarded((key) => void remove.run(key)),
  }
}

function secretsOf(database: Database): Pick<Storage, 'secret' | 'setSecret'> {
  const get = database.prepare<[string], { value: string }>(
    'SELECT value FROM secrets WHERE name = ?',
  )
  const put = database.prepare<[string, string]>(
    'INSERT OR REPLACE INTO secrets (name, value) VALUES (?, ?)',
  )
  const remove = database.prepare<[string]>('DELETE FROM secrets WHERE name = ?')
  return {
    secret: guarded((name) => get.get(name)?.value),
    setSecret: guarded((name, value) => {
      if (value === undefined) {
        remove.run(name)
      } else {
        put.run(name, value)
      }
    }),
  }
}

type AccessColumns = Omit<AccessRow, 'key'> & { readonly key: string | null }

function accessOf(database: Database): Pick<Storage, 'loadAccess' | 'saveAccess'> {
  const load = database.prepare<[number], AccessColumns>(
    'SELECT at, at_sign AS atSign, verb, key FROM access_log ORDER BY id DESC LIMIT ?',
  )
  const add = database.prepare<[AccessColumns]>(
    'INSERT INTO access_log (at, at_sign, verb, key) VALUES ($at, $atSign, $verb, $key)',
  )
  const trim = database.prepare<[number]>(
    'DELETE FROM access_log WHERE id <= (SELECT max(id) FROM access_log) - ?',
  )
  return {
    loadAccess: guarded((limit) => {
      const newestFirst = load.all(limit)
      return newestFirst.toReversed().map((row) => ({ ...row, key: row.key ?? undefined }))
    }),
    saveAccess: guarded((rows, kept) => {
      for (const row of rows) {
        add.run({ ...row, key: row.key ?? null })
      }
      if (rows.length > 0) {
        trim.run(kept)
      }
    }),
  }
}

/** What the file comes to once everything has been moved into it. */
function sizeOf(database: Database): () => number {
  const size = database.prepare<[], { bytes: number }>(
    `SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()`,
  )
  return guarded(() => size.get()?.bytes ?? 0)
}

type BatchControl = Pick<Storage, 'begin' | 'attempt' | 'commit' | 'rollback' | 'inBatch' | 'close'>

function batchesOf(database: Database): BatchControl {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const mark = database.prepare('SAVEPOINT work')
  const keep = database.prepare('RELEASE work')
  const undo = database.prepare('ROLLBACK TO work')
  const setMark = guarded(() => void mark.run())
  const keepAll = guarded(() => void keep.run())
  const rollback = rollbackOf(database)

  function undoWork(): void {
    // Some failures of a disk have ended the whole transaction by now.
    if (!database.inTransaction) {
      return
    }
    try {
      undo.run()
      keep.run()
    } catch {
      // What cannot be undone alone goes down with its batch; the caller finds the batch gone.
      rollback()
    }
  }

  return {
    begin: guarded(() => void begin.run()),
    attempt: (work) => {
      setMark()
      try {
        const value = work()
        keepAll()
        return value
      } catch (error) {
        undoWork()
        throw error
      }
    },
    commit: guarded(() => void commit.run()),
    rollback,
    inBatch: () => database.inTransaction,
    close: guarded(() => void database.close()),
  }
}

function rollbackOf(database: Database): () => void {
  const rollback = database.prepare('ROLLBACK')
  return () => {
    try {
      if (database.inTransaction) {
        rollback.run()
      }
    } catch {
      // SQLite reports a failure of the medium here, but the transaction is over all the same.
    }
  }
}

/** The same function, with whatever SQLite says told as a fault. */
function guarded<A extends readonly unknown[], R>(call: (...values: A) => R): (...values: A) => R {
  return (...values) => {
    try {
      return call(...values)
    } catch (error) {
      throw mediumFault(error)
    }
  }
}
