import Database from 'better-sqlite3'

const commits = 300

/** How long a one-row commit takes until it is on disk (WAL, FULL), microseconds: the median of many. */
export function commitMicros(file: string): number {
  const database = new Database(file)
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.exec('CREATE TABLE records (key TEXT PRIMARY KEY, value TEXT) STRICT')
    const insert = database.prepare('INSERT OR REPLACE INTO records VALUES (?, ?)')
    const times = Array.from({ length: commits }, (_, index) => {
      const started = performance.now()
      insert.run(`bench${index}@alice`, `value ${index}`)
      return (performance.now() - started) * 1_000
    })
    return times.toSorted((a, b) => a - b)[commits / 2] ?? Number.NaN
  } finally {
    database.close()
  }
}
