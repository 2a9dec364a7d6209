import type { Transaction } from '@atnet/keystore'
import { AtFault, type AtSign, type MetadataRequest } from '@atnet/protocol-codec'
import type { Context } from '../context.ts'
import { data, type Outcome } from '../verb.ts'
import { checkAnswerable } from './answerable.ts'
import { applyChange } from './change.ts'
import { liveRecord } from './live.ts'
import { mergeMetadata } from './merge.ts'
import { checkRanges } from './ranges.ts'
import { checkTarget } from './target.ts'

/** What a write asks for, in whatever form it was spelt. */
export type Write = {
  /** Canonical. */
  readonly key: string
  /** `undefined` keeps the value that is there: only metadata is written. */
  readonly value: string | undefined
  readonly metadata: MetadataRequest
  /** Leaves no commit entry behind, not even an earlier one (data.write.no-commit). */
  readonly noCommit: boolean
}

/** What a write has to know of the server around it. */
export type WritingContext = Pick<Context, 'owner' | 'caller' | 'clock' | 'write'>

/**
 * Carries out a write of the owner and answers its commit id once it is on disk; the one way for
 * `update`, `update:json` and `update:meta` (data.write.one-path).
 */
export function store(write: Write, context: WritingContext): Promise<Outcome> {
  checkRanges(write.metadata)
  checkTarget(write, context)
  const { owner, clock } = context
  const now = clock.now()
  return context
    .write((transaction) => storeIn(transaction, write, { owner, now }))
    .then((commitId) => data(String(commitId)))
}

function storeIn(
  transaction: Transaction,
  { key, value, metadata: request, noCommit }: Write,
  { owner, now }: { readonly owner: AtSign; readonly now: number },
): number {
  const live = liveRecord(transaction, key, now)
  // The transaction makes creating such a record a contest with one winner (data.immutable).
  if (live?.metadata.immutable === true) {
    throw new AtFault('illegalState', 'Immutable records may not be updated')
  }
  const metadata = mergeMetadata({ existing: live?.metadata, request, now, owner })
  const operation = value === undefined ? '#' : '*'
  const record = { key, value: value ?? live?.value ?? null, metadata }
  checkAnswerable(record)
  return applyChange(transaction, {
    kind: 'put',
    record,
    log: noCommit ? 'purge' : { operation, at: request.updatedAt ?? now },
  })
}
