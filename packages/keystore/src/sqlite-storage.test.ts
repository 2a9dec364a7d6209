import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrations } from './schema.ts'
import { sqliteStorage } from './sqlite-storage.ts'
import type { Storage } from './storage.ts'

/** Every question a storage is asked, and every change to a single key. */
const ACTIONS: Readonly<Record<string, (storage: Storage) => unknown>> = {
  get: (storage) => storage.get('a@alice'),
  keys: (storage) => storage.keys({ from: 'a', below: 'b', limit: 2 }),
  'keys without an end': (storage) => storage.keys({ from: '', below: undefined, limit: 2 }),
  lastCommitId: (storage) => storage.lastCommitId(),
  commits: (storage) => storage.commits(5, 2),
  newestCommits: (storage) => storage.newestCommits(9, 1),
  commitOf: (storage) => storage.commitOf('a@alice'),
  secret: (storage) => storage.secret('name'),
  nextExpiry: (storage) => storage.nextExpiry(),
  expired: (storage) => storage.expired(5, 2),
  removeRecord: (storage) => storage.removeRecord('a@alice'),
  takeCommitId: (storage) => storage.takeCommitId(),
  removeCommit: (storage) => storage.removeCommit('a@alice'),
  loadAccess: (storage) => storage.loadAccess(2),
}

it.each(Object.entries(ACTIONS))('%s goes down an index (data.read.indexed)', (_, act) => {
  const folder = mkdtempSync(join(tmpdir(), 'atnet-plan-'))
  const statements: string[] = []
  const verbose = (sql: unknown): void => void statements.push(String(sql))
  const database = new Sqlite(join(folder, 'plan.db'), { verbose })
  try {
    for (const script of migrations) {
      database.exec(script)
    }
    const storage = sqliteStorage(database)
    statements.length = 0
    act(storage)
    const [statement = '', ...others] = [...statements]
    expect(others).toEqual([])
    const explain = database.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${statement}`)
    const plan = explain.all().map(({ detail }) => detail)
    expect(plan).toHaveLength(1)
    // The access log is bounded and read from its end once; an ordered partial index needs no search.
    expect(plan[0]).toMatch(
      /^SEARCH |^SCAN access_log$|^SCAN records USING COVERING INDEX records_by_expiry$/,
    )
  } finally {
    database.close()
    rmSync(folder, { recursive: true })
  }
})
