/** Marks our files among all SQLite files: `atks` in ASCII. */
export const applicationId = 0x61_74_6b_73

/** From an empty file to the present layout. A step that was once released is never changed. */
export const migrations: readonly string[] = [
  `
  -- The two times precede the large columns, so that looking at them reads one page.
  CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    available_at INTEGER,
    expires_at INTEGER,
    metadata TEXT NOT NULL,
    value TEXT
  ) STRICT;
  CREATE INDEX records_by_expiry ON records (expires_at, key) WHERE expires_at IS NOT NULL;

  CREATE TABLE commits (
    commit_id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    operation TEXT NOT NULL CHECK (operation IN ('+', '*', '#', '-')),
    at INTEGER NOT NULL
  ) STRICT;

  -- Not the greatest id in the log: entries go, and an id that was seen must not come again.
  CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO counters (name, value) VALUES ('next_commit_id', 0);

  CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE access_log (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    at_sign TEXT NOT NULL,
    verb TEXT NOT NULL,
    key TEXT
  ) STRICT;
  `,
]
