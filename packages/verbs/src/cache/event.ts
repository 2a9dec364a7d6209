import type { Transaction } from '@atnet/keystore'
import type { AtSign } from '@atnet/protocol-codec'
import { ownRecord } from '../own-record.ts'
import type { Keeper } from './copy.ts'

/**
 * Tells the owner's clients that the public key of `peer` is another one, in a record that every
 * enrollment may read (data.event.public-key). It takes the place of an earlier event about the same
 * peer, so that whoever changes a key again and again fills nothing.
 */
export function putPublicKeyEvent(
  transaction: Transaction,
  peer: AtSign,
  { owner, now }: Keeper,
): void {
  const latest = `event:atsign_pk_changed:${peer}`
  const earlier = transaction.secret(latest)
  const key = freeName(transaction, now, owner)
  if (earlier !== undefined) {
    transaction.remove(earlier, 'purge')
  }
  transaction.setSecret(latest, key)
  const value = JSON.stringify({
    category: 'atProtocol',
    name: 'atsign_pk_changed',
    data: { atSign: peer },
  })
  // TODO(#4): the same is to reach monitors as a notification of the owner to themselves.
  transaction.put(ownRecord({ key, value, owner, now }), { operation: '*', at: now })
}

/** Named by microseconds: two of one millisecond get two names. */
function freeName(transaction: Transaction, now: number, owner: AtSign): string {
  const name = (micros: number): string => `${micros}.events.__atserver${owner}`
  let micros = now * 1_000
  while (transaction.get(name(micros)) !== undefined) {
    micros += 1
  }
  return name(micros)
}
