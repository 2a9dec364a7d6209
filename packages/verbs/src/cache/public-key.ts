import type { Reader, StoredRecord, Transaction } from '@atnet/keystore'
import { type AtSign, canonicalKey, renderMetadata } from '@atnet/protocol-codec'
import type { Context } from '../context.ts'
import { maxPublicKeyChars } from '../limits.ts'
import { type PeerRecord, readPeerRecord } from '../peer-answer.ts'
import type { Keeper } from './copy.ts'
import { copyMetadata } from './copy-metadata.ts'
import { putPublicKeyEvent } from './event.ts'

/** The name under which the public key of another atSign is kept. */
export function publicKeyName(peer: AtSign): string {
  return `cached:public:publickey${peer}`
}

/** Whether pinning this would change anything; looked at before a transaction is begun. */
export function isNewPublicKey(
  records: Pick<Reader, 'get'>,
  peer: AtSign,
  { value, metadata }: PeerRecord,
): boolean {
  const isUsual =
    value !== null && value.length + renderMetadata(metadata).length <= maxPublicKeyChars
  return isUsual && value !== '' && records.get(publicKeyName(peer))?.value !== value
}

/**
 * Keeps the public key of another atSign for ever, until it is another one. Then the key that the
 * owner shares with that atSign is put aside, as it was made for the old one, and an event tells
 * clients (data.cache.public-key). Gives what was stored.
 */
export function pinPublicKey(
  transaction: Transaction,
  { peer, record }: { readonly peer: AtSign; readonly record: PeerRecord },
  keeper: Keeper,
): StoredRecord | undefined {
  if (!isNewPublicKey(transaction, peer, record)) {
    return undefined
  }
  const { owner, now } = keeper
  const name = publicKeyName(peer)
  if (transaction.get(name) !== undefined) {
    putAsideSharedKey(transaction, peer, keeper)
    putPublicKeyEvent(transaction, peer, keeper)
  }
  // It does not expire, since what it is for is to notice a change.
  const life = { ttl: undefined, ttb: undefined, availableAt: undefined, expiresAt: undefined }
  const refresh = { ttr: -1, refreshAt: undefined }
  const origin = { ...record.metadata, createdAt: now }
  const metadata = {
    ...copyMetadata({ origin, existing: undefined, owner, now }),
    ...life,
    ...refresh,
  }
  const pinned = { key: name, value: record.value, metadata }
  transaction.put(pinned, { operation: '*', at: now })
  return pinned
}

function putAsideSharedKey(transaction: Transaction, peer: AtSign, { owner, now }: Keeper): void {
  const key = canonicalKey(`shared_key.${peer.slice(1)}${owner}`)
  const shared = transaction.get(key)
  if (shared === undefined) {
    return
  }
  transaction.remove(key, { operation: '-', at: now })
  const aside = canonicalKey(`shared_key.${peer.slice(1)}.until.${now}${owner}`)
  transaction.put({ ...shared, key: aside }, { operation: '*', at: now })
}

/** What it takes to keep what was learned. */
export type LearningContext = Pick<Context, 'owner' | 'records' | 'write' | 'clock'>

/**
 * Learns the public key of a peer from its answer to `lookup:all:publickey`. An answer that is none
 * teaches nothing, and what is known already costs no write (data.cache.public-key).
 */
export async function learnPublicKey(
  peer: AtSign,
  answer: string,
  { owner, records, write, clock }: LearningContext,
): Promise<void> {
  const record =
    answer.length > 2 * maxPublicKeyChars
      ? undefined
      : readPeerRecord(answer, `public:publickey${peer}`)
  if (record !== undefined && isNewPublicKey(records, peer, record)) {
    const keeper = { owner, now: clock.now() }
    await write((transaction) => pinPublicKey(transaction, { peer, record }, keeper))
  }
}
