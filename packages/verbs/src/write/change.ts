import type { CommitLogging, StoredRecord, Transaction } from '@atnet/keystore'

/** What a command of the owner does to one record. */
export type Change =
  | { readonly kind: 'put'; readonly record: StoredRecord; readonly log: CommitLogging }
  | { readonly kind: 'remove'; readonly key: string; readonly log: CommitLogging }

/**
 * Carries out a change and gives its commit id, or -1. Every write and removal of the owner comes
 * through here, with all there is to know about it, in the transaction that will hold it: whoever
 * has to learn of a change (data.write.one-path) is told from here.
 */
export function applyChange(transaction: Transaction, change: Change): number {
  switch (change.kind) {
    case 'put':
      return transaction.put(change.record, change.log)
    case 'remove':
      return transaction.remove(change.key, change.log)
    default:
      return change satisfies never
  }
}
