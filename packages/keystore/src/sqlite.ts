import { type Clock, type Log, type Metrics, silentMetrics } from '@atnet/runtime'
import { openDatabase } from '@atnet/runtime/sqlite'
import type { Keystore } from './keystore.ts'
import { applicationId, migrations } from './schema.ts'
import { sqliteStorage } from './sqlite-storage.ts'
import { keystoreOver } from './store.ts'

/** What `openSqliteKeystore` needs to know. */
export type SqliteKeystoreOptions = {
  /** One file for each atSign; it and its folder are made when missing, for this user only. */
  readonly file: string
  readonly clock: Clock
  readonly log: Log
  /** Where batches are counted; nowhere unless given. */
  readonly metrics?: Metrics
}

/**
 * Opens the keystore in a SQLite file, and keeps every other process out until it is closed.
 * Rejects with `DatabaseInUse`, `DatabaseTooNew` or `DatabaseUnreadable` of `@atnet/runtime/sqlite`,
 * each of which says what to do.
 */
export async function openSqliteKeystore(options: SqliteKeystoreOptions): Promise<Keystore> {
  const { file, clock, log, metrics = silentMetrics } = options
  const database = openDatabase({ file, migrations, exclusive: true, applicationId })
  try {
    return keystoreOver(sqliteStorage(database), { clock, log, metrics })
  } catch (error) {
    database.close()
    throw error
  }
}
