import type { Database } from '@atnet/runtime/sqlite'
import { mediumFault } from './faults.ts'
import type { AccessRow, CommitEntry } from './keystore.ts'
import type { KeyTimes, Storage, StoredRow } from './storage.ts'

/** A storage on an open database of our schema, which it closes in the end. */
export function sqliteStorage(database: Database): Storage {
  const ids = commitIdsOf(database)
  return {
    ...recordsOf(database),
    ...commitsOf(database),
    takeCommitId: ids.take,
    ...secretsOf(database),
    ...accessOf(database),
    ...batchesOf(database, ids),
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
  const put = database.prepare<[string, number | null, number | null, string, string | null]>(
    `INSERT INTO records (key, available_at, expires_at, metadata, value)
     VALUES (?, ?, ?, ?, ?)
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
    putRecord: guarded(({ key, availableAt, expiresAt, metadata, value }) => {
      put.run(key, availableAt, expiresAt, metadata, value)
    }),
    removeRecord: guarded((key) => void remove.run(key)),
  }
}

type Commits = Pick<
  Storage,
  'lastCommitId' | 'commits' | 'newestCommits' | 'commitOf' | 'putCommit' | 'removeCommit'
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
  const put = database.prepare<[number, string, string, number]>(
    'INSERT OR REPLACE INTO commits (commit_id, key, operation, at) VALUES (?, ?, ?, ?)',
  )
  const remove = database.prepare<[string]>('DELETE FROM commits WHERE key = ?')
  return {
    lastCommitId: guarded(() => last.get()?.id ?? undefined),
    commits: guarded((after, limit) => page.all(after, limit)),
    newestCommits: guarded((before, limit) => newest.all(before, limit)),
    commitOf: guarded((key) => ofKey.get(key)),
    putCommit: guarded(({ commitId, key, operation, at }) => {
      put.run(commitId, key, operation, at)
    }),
    removeCommit: guarded((key) => void remove.run(key)),
  }
}

/** The counter of commit ids: taken from in memory, and written once for each batch that took any. */
type CommitIds = {
  readonly take: () => number
  /** The next id; `undefined` before the first is taken. */
  readonly next: () => number | undefined
  /** Gives back the ids from `next` on; with `undefined` the database says where to go on. */
  readonly giveBack: (next: number | undefined) => void
  readonly save: () => void
}

function commitIdsOf(database: Database): CommitIds {
  const read = database.prepare<[], { value: number }>(
    `SELECT value FROM counters WHERE name = 'next_commit_id'`,
  )
  const write = database.prepare<[number]>(
    `UPDATE counters SET value = ? WHERE name = 'next_commit_id'`,
  )
  let next: number | undefined
  let saved: number | undefined

  function load(): number {
    saved = read.get()?.value
    if (saved === undefined) {
      throw new Error('the counter of commit ids is missing from the database')
    }
    return saved
  }

  return {
    take: guarded(() => {
      const id = next ?? load()
      next = id + 1
      return id
    }),
    next: () => next,
    giveBack: (from) => {
      next = from
    },
    save: () => {
      if (next !== undefined && next !== saved) {
        write.run(next)
        saved = next
      }
    },
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

function batchesOf(database: Database, ids: CommitIds): BatchControl {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const mark = database.prepare('SAVEPOINT work')
  const keep = database.prepare('RELEASE work')
  const undo = database.prepare('ROLLBACK TO work')
  const setMark = guarded(() => void mark.run())
  const keepAll = guarded(() => void keep.run())
  const rollbackAll = rollbackOf(database)

  function rollback(): void {
    ids.giveBack(undefined)
    rollbackAll()
  }

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
      const nextId = ids.next()
      try {
        const value = work()
        keepAll()
        return value
      } catch (error) {
        ids.giveBack(nextId)
        undoWork()
        throw error
      }
    },
    commit: guarded(() => {
      ids.save()
      commit.run()
    }),
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
