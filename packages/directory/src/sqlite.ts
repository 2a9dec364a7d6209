import { type Database, openDatabase } from '@atnet/runtime/sqlite'
import type { Address } from './address.ts'
import { listPage } from './limits.ts'
import { checkedAddress, type DirectoryEntry, type DirectoryStore, nameOf } from './store.ts'

const migrations = [
  `CREATE TABLE address (
    name TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535)
  ) STRICT, WITHOUT ROWID`,
]

/** Marks a file as a directory's, so that no other program takes it for its own: `atDr` in ASCII. */
const applicationId = 0x61_74_44_72

type Row = { readonly name: string; readonly host: string; readonly port: number }

/**
 * Opens a directory's store in a SQLite file, which is made when it is missing. Several processes may have it
 * open at once: a server that reads never waits for whoever writes, and sees what was written with its
 * next lookup (directory.store.concurrent). Throws `DatabaseTooNew` or `DatabaseUnreadable`.
 */
export function openSqliteDirectoryStore({ file }: { readonly file: string }): DirectoryStore {
  const database = openDatabase({ file, migrations, applicationId, exclusive: false })
  const find = database.prepare<[string], Row>(
    'SELECT name, host, port FROM address WHERE name = ?',
  )
  const set = database.prepare<[string, string, number]>(
    `INSERT INTO address (name, host, port) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET host = excluded.host, port = excluded.port`,
  )
  const remove = database.prepare<[string]>('DELETE FROM address WHERE name = ?')
  return {
    find: (name) => addressOf(find.get(name)),
    set: (name, given) => {
      const { host, port } = checkedAddress(given)
      set.run(nameOf(name), host, port)
    },
    remove: (name) => remove.run(nameOf(name)).changes > 0,
    list: () => entries(database),
    close: () => {
      database.close()
    },
  }
}

/** Page by page, so that a slow reader of the list keeps no transaction open. */
function* entries(database: Database): Generator<DirectoryEntry, void, undefined> {
  const page = database.prepare<[string, number], Row>(
    'SELECT name, host, port FROM address WHERE name > ? ORDER BY name LIMIT ?',
  )
  let after = ''
  for (;;) {
    const rows = page.all(after, listPage)
    for (const { name, host, port } of rows) {
      yield { name, address: { host, port } }
      after = name
    }
    if (rows.length < listPage) {
      return
    }
  }
}

function addressOf(row: Row | undefined): Address | undefined {
  return row === undefined ? undefined : { host: row.host, port: row.port }
}
