import type { Metadata } from '@atnet/protocol-codec'

/** One record: a canonical key, its value (`null` when only metadata was ever written) and metadata. */
export type StoredRecord = {
  readonly key: string
  readonly value: string | null
  readonly metadata: Metadata
}

/** What a commit did: created without metadata, wrote all, wrote metadata only, deleted. */
export type CommitOperation = '+' | '*' | '#' | '-'

/** The latest logged write of one key. A key has at most one entry (data.commit.one-per-key). */
export type CommitEntry = {
  readonly key: string
  readonly operation: CommitOperation
  /** When, epoch milliseconds. */
  readonly at: number
  readonly commitId: number
}

/** Which keys to list. */
export type KeyQuery = {
  /** Only keys that start with this text, taken literally: no character is special. */
  readonly prefix?: string
  /** Only keys above this one: the `next` of the page before. */
  readonly after?: string
  /** How many keys to look at, at least 1. */
  readonly limit: number
  /** Leaves out records expired or not yet born at this time (epoch ms, data.scan.live). */
  readonly activeAt?: number
}

/** A page of keys. */
export type KeyPage = {
  /** Ascending by code point. Fewer than `limit`, even none, when inactive records lay in the way. */
  readonly keys: readonly string[]
  /** Where the next page goes on (`after`); `undefined` when this was the last page. */
  readonly next: string | undefined
}

/** What can be asked of a store. Every method costs at most `limit` steps down an index. */
export type Reader = {
  /** The record of a key, whatever its expiry or birth. */
  readonly get: (key: string) => StoredRecord | undefined
  /** One page of keys. */
  readonly keys: (query: KeyQuery) => KeyPage
  /** The greatest id in the commit log; `undefined` while the log is empty. */
  readonly lastCommitId: () => number | undefined
  /** Entries with an id above `after`, ascending, at most `limit` of them. */
  readonly commits: (query: {
    readonly after: number
    readonly limit: number
  }) => readonly CommitEntry[]
  /** Entries with an id below `before`, descending, at most `limit` of them. Without `before`, the newest. */
  readonly newestCommits: (query: {
    readonly before?: number
    readonly limit: number
  }) => readonly CommitEntry[]
  /** The commit entry of a key. */
  readonly commitOf: (key: string) => CommitEntry | undefined
  /** A server secret. Secrets are no records: no verb can name one (data.secret.apart). */
  readonly secret: (name: string) => string | undefined
  /** The earliest time any record expires, epoch milliseconds. */
  readonly nextExpiry: () => number | undefined
  /** Keys of records that have expired before `at`, earliest first, at most `limit` of them. */
  readonly expired: (at: number, limit: number) => readonly string[]
}

/**
 * What becomes of the commit log: an entry with the next id; nothing (`unlogged`, an older entry
 * of the key stays); or nothing and the key's older entry goes as well (`purge`).
 */
export type CommitLogging =
  | { readonly operation: CommitOperation; readonly at: number }
  | 'unlogged'
  | 'purge'

/** What a write may do. It is over when the `work` it was given to returns. */
export type Transaction = Reader & {
  /**
   * Stores a record in place of any older one. Gives the commit id, or -1 when none was taken:
   * by request, or because keys of this kind are never logged (data.commit.unlogged-keys).
   */
  readonly put: (record: StoredRecord, log: CommitLogging) => number
  /** Removes a record, if there is one; logged either way. Gives the commit id or -1, as `put` does. */
  readonly remove: (key: string, log: CommitLogging) => number
  /** Stores a server secret, or removes it when `value` is `undefined`. */
  readonly setSecret: (name: string, value: string | undefined) => void
}

/** One use of a verb that statistics count. */
export type AccessRow = {
  /** When, epoch milliseconds. */
  readonly at: number
  readonly atSign: string
  readonly verb: string
  readonly key: string | undefined
}

/** How often one atSign or key was seen. */
export type AccessCount = { readonly name: string; readonly count: number }

/**
 * Who used which verb on what: the newest rows, bounded in number. Rows reach the disk with the next
 * batch or within a second; a crash may lose those, and nothing else (data.access-log.bounded).
 */
export type AccessLog = {
  /** Adds a row; ignored after `close`. */
  readonly append: (row: AccessRow) => void
  /** The newest row, of one verb or of any. */
  readonly newest: (verb?: string) => AccessRow | undefined
  /** The `limit` most frequent atSigns or keys among a verb's rows, most frequent first, ties by name. */
  readonly top: (verb: string, by: 'atSign' | 'key', limit: number) => readonly AccessCount[]
  /** How many rows are kept. */
  readonly size: () => number
}

/**
 * One atSign's store. Anything asked after `close`, and anything the disk refuses, throws or
 * rejects with `AtFault('dataStore')`.
 */
export type Keystore = {
  /** Sees everything written so far, also by a batch that is still open. */
  readonly reader: Reader
  /**
   * Runs `work` at once, inside the batch of this turn of the event loop. Resolves with what `work`
   * gave when the batch is on disk (data.write.durable). When `work` throws, its writes alone
   * are undone, and this rejects with what it threw. `work` must be synchronous and must not call `write`.
   */
  readonly write: <T>(work: (transaction: Transaction) => T) => Promise<T>
  /**
   * `undefined` when all that can be read is on disk; otherwise a promise that resolves when it is,
   * and rejects when it will never be. A reply to a read waits for it (data.read.durable).
   */
  readonly settled: () => Promise<void> | undefined
  readonly accessLog: AccessLog
  /** How much room the store takes, in bytes; in memory, about how much. */
  readonly sizeBytes: () => number
  /** Puts the open batch on disk and closes; asking twice is asking once. */
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
