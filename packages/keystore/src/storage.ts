import type { AccessRow, CommitEntry } from './keystore.ts'

/** A record as it is kept: metadata as JSON, and the two times that queries look at. */
export type StoredRow = {
  readonly key: string
  readonly value: string | null
  readonly metadata: string
  readonly availableAt: number | null
  readonly expiresAt: number | null
}

/** A key and when its record is live. */
export type KeyTimes = Pick<StoredRow, 'key' | 'availableAt' | 'expiresAt'>

/** Keys from `from` on and below `below`, or without an end. */
export type KeyRange = {
  readonly from: string
  readonly below: string | undefined
  readonly limit: number
}

/**
 * What a keystore is built on. Keys are canonical and well-formed when they get here. Whatever
 * the medium refuses is thrown as `AtFault('dataStore')`.
 */
export type Storage = {
  readonly get: (key: string) => StoredRow | undefined
  readonly keys: (range: KeyRange) => readonly KeyTimes[]
  readonly lastCommitId: () => number | undefined
  readonly commits: (after: number, limit: number) => readonly CommitEntry[]
  readonly newestCommits: (before: number, limit: number) => readonly CommitEntry[]
  readonly commitOf: (key: string) => CommitEntry | undefined
  readonly secret: (name: string) => string | undefined
  readonly nextExpiry: () => number | undefined
  readonly expired: (at: number, limit: number) => readonly string[]

  readonly putRecord: (row: StoredRow) => void
  readonly removeRecord: (key: string) => void
  /** Gives the next id; undone with everything else when the batch is. */
  readonly takeCommitId: () => number
  /** Takes the place of the key's older entry. */
  readonly putCommit: (entry: CommitEntry) => void
  readonly removeCommit: (key: string) => void
  readonly setSecret: (name: string, value: string | undefined) => void

  /** The newest rows, oldest first. */
  readonly loadAccess: (limit: number) => readonly AccessRow[]
  /** Adds rows and drops all but the newest `kept`. */
  readonly saveAccess: (rows: readonly AccessRow[], kept: number) => void

  readonly sizeBytes: () => number

  readonly begin: () => void
  /** Runs `work`; what it wrote is undone, and nothing else, when it throws. */
  readonly attempt: <T>(work: () => T) => T
  readonly commit: () => void
  /** Undoes everything since `begin`; never throws. */
  readonly rollback: () => void
  /** Whether the batch that was begun is still there: some failures of a disk end it. */
  readonly inBatch: () => boolean
  readonly close: () => void
}
