import type { Reader, Transaction } from '@atnet/keystore'
import type { AtSign } from '@atnet/protocol-codec'
import { blockList, putNames, readNames } from './lists.ts'

/** Where the block list was kept before it had a name of its own. */
const legacyKey = 'configkey'

/** Whether an older server has left something under that name: almost no store has it. */
export function hasLegacyBlockList(records: Pick<Reader, 'get'>): boolean {
  return records.get(legacyKey) !== undefined
}

/**
 * Moves a block list from its old name to the one in use, once: where there is a list under the new
 * name the old one is not looked at, and one that cannot be read is left alone
 * (house.config.lists.legacy). `now` is in epoch milliseconds.
 */
export function adoptLegacyBlockList(
  transaction: Transaction,
  { owner, now }: { readonly owner: AtSign; readonly now: number },
): void {
  const place = blockList(owner)
  const names = readNames(transaction.get(legacyKey)?.value, place.member)
  if (names === undefined || transaction.get(place.key) !== undefined) {
    return
  }
  putNames(transaction, place, { names: names.filter((name) => name !== owner), owner, now })
  transaction.remove(legacyKey, 'purge')
}
