import { compareKeys, detached } from './key-order.ts'
import type { CommitEntry } from './keystore.ts'
import { SortedList } from './sorted-list.ts'
import type { Storage, StoredRow } from './storage.ts'

type Expiry = { readonly at: number; readonly key: string }

/** What is kept, and how to take back what the open batch did to it. */
type Memory = {
  readonly rows: Map<string, StoredRow>
  readonly keys: SortedList<string>
  readonly expiries: SortedList<Expiry>
  readonly entries: Map<string, CommitEntry>
  readonly log: SortedList<CommitEntry>
  readonly secrets: Map<string, string>
  nextCommitId: number
  /** Characters of all rows. */
  chars: number
  /** The steps back, in the order of the steps they take back. */
  readonly undo: (() => void)[]
}

/** A storage that forgets everything when it is closed. */
export function memoryStorage(): Storage {
  const memory: Memory = {
    rows: new Map(),
    keys: new SortedList(compareKeys),
    expiries: new SortedList((a, b) => a.at - b.at || compareKeys(a.key, b.key)),
    entries: new Map(),
    log: new SortedList((a, b) => a.commitId - b.commitId),
    secrets: new Map(),
    nextCommitId: 0,
    chars: 0,
    undo: [],
  }
  return {
    ...reading(memory),
    ...writing(memory),
    loadAccess: () => [],
    saveAccess: () => undefined,
    sizeBytes: () => memory.chars,
    begin: () => undefined,
    attempt: (work) => {
      const mark = memory.undo.length
      try {
        return work()
      } catch (error) {
        undoTo(memory, mark)
        throw error
      }
    },
    commit: () => void memory.undo.splice(0),
    rollback: () => undoTo(memory, 0),
    inBatch: () => true,
    close: () => undefined,
  }
}

type Reading = Pick<
  Storage,
  | 'get'
  | 'keys'
  | 'lastCommitId'
  | 'commits'
  | 'newestCommits'
  | 'commitOf'
  | 'secret'
  | 'nextExpiry'
  | 'expired'
>

function reading({ rows, keys, expiries, entries, log, secrets }: Memory): Reading {
  return {
    get: (key) => rows.get(key),
    keys: ({ from, below, limit }) => {
      const found = keys.from(from, limit)
      const wanted = found.filter((key) => below === undefined || compareKeys(key, below) < 0)
      return wanted.flatMap((key) => rows.get(key) ?? [])
    },
    lastCommitId: () => log.last?.commitId,
    commits: (after, limit) => {
      const found = log.from(entryWithId(after), limit + 1)
      return found.filter(({ commitId }) => commitId > after).slice(0, limit)
    },
    newestCommits: (before, limit) => log.below(entryWithId(before), limit),
    commitOf: (key) => entries.get(key),
    secret: (name) => secrets.get(name),
    nextExpiry: () => expiries.first(1)[0]?.at,
    expired: (at, limit) =>
      expiries
        .first(limit)
        .filter((expiry) => expiry.at < at)
        .map(({ key }) => key),
  }
}

type Writing = Pick<
  Storage,
  'putRecord' | 'removeRecord' | 'takeCommitId' | 'putCommit' | 'removeCommit' | 'setSecret'
>

function writing(memory: Memory): Writing {
  const { entries, secrets, undo } = memory
  return {
    putRecord: (row) => replaceRow(memory, row.key, kept(row)),
    removeRecord: (key) => replaceRow(memory, key, undefined),
    takeCommitId: () => {
      const id = memory.nextCommitId
      memory.nextCommitId = id + 1
      undo.push(() => {
        memory.nextCommitId = id
      })
      return id
    },
    putCommit: (entry) => {
      const key = entries.get(entry.key)?.key ?? detached(entry.key)
      replaceEntry(memory, key, { ...entry, key })
    },
    removeCommit: (key) => replaceEntry(memory, key, undefined),
    setSecret: (name, value) => {
      const older = secrets.get(name)
      set(secrets, name, value)
      undo.push(() => set(secrets, name, older))
    },
  }
}

function replaceRow(memory: Memory, key: string, row: StoredRow | undefined): void {
  const older = memory.rows.get(key)
  swapRow(memory, older, row)
  memory.undo.push(() => swapRow(memory, row, older))
}

function swapRow(memory: Memory, from: StoredRow | undefined, to: StoredRow | undefined): void {
  const { rows, keys, expiries } = memory
  if (from !== undefined) {
    memory.chars -= charsOf(from)
    rows.delete(from.key)
    keys.delete(from.key)
    if (from.expiresAt !== null) {
      expiries.delete({ at: from.expiresAt, key: from.key })
    }
  }
  if (to !== undefined) {
    memory.chars += charsOf(to)
    rows.set(to.key, to)
    keys.add(to.key)
    if (to.expiresAt !== null) {
      expiries.add({ at: to.expiresAt, key: to.key })
    }
  }
}

function charsOf({ key, value, metadata }: StoredRow): number {
  return key.length + (value?.length ?? 0) + metadata.length
}

function replaceEntry(memory: Memory, key: string, entry: CommitEntry | undefined): void {
  const older = memory.entries.get(key)
  swapEntry(memory, older, entry)
  memory.undo.push(() => swapEntry(memory, entry, older))
}

function swapEntry(
  { entries, log }: Memory,
  from: CommitEntry | undefined,
  to: CommitEntry | undefined,
): void {
  if (from !== undefined) {
    entries.delete(from.key)
    log.delete(from)
  }
  if (to !== undefined) {
    entries.set(to.key, to)
    log.add(to)
  }
}

/** The same row without a hold on the line it was cut from. */
function kept({ key, value, metadata, availableAt, expiresAt }: StoredRow): StoredRow {
  const ownValue = value === null ? null : detached(value)
  return { key: detached(key), value: ownValue, metadata, availableAt, expiresAt }
}

/** An entry to look for: the log is ordered by id alone. */
function entryWithId(commitId: number): CommitEntry {
  return { key: '', operation: '-', at: 0, commitId }
}

function set(secrets: Map<string, string>, name: string, value: string | undefined): void {
  if (value === undefined) {
    secrets.delete(name)
  } else {
    secrets.set(name, value)
  }
}

function undoTo({ undo }: Memory, mark: number): void {
  for (const step of undo.splice(mark).toReversed()) {
    step()
  }
}
