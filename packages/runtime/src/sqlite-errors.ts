/** Another process, or another part of this one, holds the database. The message says what to do. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse'
}

/** The database was written by a later version of the program. The message says what to do. */
export class DatabaseTooNew extends Error {
  override readonly name = 'DatabaseTooNew'
}

/** The file cannot be opened, read or written, or is not ours. The message says what to do. */
export class DatabaseUnreadable extends Error {
  override readonly name = 'DatabaseUnreadable'
}

/** What to say for each family of SQLite and file system codes; the first match counts. */
const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [
    /^SQLITE_(?:NOTADB|CORRUPT)/,
    'is damaged or not a database: restore a backup, or move the file away to start afresh',
  ],
  [
    /^(?:SQLITE_FULL|ENOSPC|EDQUOT)/,
    'cannot grow because the disk is full: free some space and start again',
  ],
  [
    /^(?:SQLITE_(?:READONLY|CANTOPEN|PERM|AUTH)|EACCES|EPERM|EROFS|ENOTDIR|EISDIR|ENOENT|EEXIST|ELOOP|ENAMETOOLONG)/,
    'cannot be opened: check that it is a file in a folder that this user may write to',
  ],
  [/^(?:SQLITE_IOERR|EIO)/, 'could not be read or written: check the disk'],
]

/** The error to throw for what went wrong while `file` was opened; what we cannot explain stays as it is. */
export function explainOpening(error: unknown, file: string): unknown {
  const code = codeOf(error)
  if (/^SQLITE_(?:BUSY|LOCKED)/.test(code)) {
    return new DatabaseInUse(
      `The database ${file} is in use by another process: stop that process first, or choose another folder`,
      { cause: error },
    )
  }
  const reason = REASONS.find(([pattern]) => pattern.test(code))?.[1]
  return reason === undefined
    ? error
    : new DatabaseUnreadable(`The database ${file} ${reason} (${code})`, { cause: error })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
