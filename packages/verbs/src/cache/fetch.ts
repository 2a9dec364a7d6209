import type { StoredRecord } from '@atnet/keystore'
import { AtFault, type Projection, renderRecord } from '@atnet/protocol-codec'
import type { Context } from '../context.ts'
import { type PeerRecord } from '../peer-answer.ts'
import { data, type Outcome } from '../verb.ts'
import { copyName, isKept, putCopy, removeCopy, usableCopy } from './copy.ts'
import { askOrigin, type OriginAddress, originName, renderOrigin } from './origin.ts'
import { isNewPublicKey, pinPublicKey, publicKeyName } from './public-key.ts'

/** A record of another atSign that the owner wants to read. */
export type Question = OriginAddress & {
  readonly projection: Projection
  readonly bypassCache: boolean | undefined
}

/** What it takes to ask for a record and to keep a copy of it. */
export type CacheContext = Pick<Context, 'owner' | 'records' | 'write' | 'peers' | 'clock'>

/**
 * Answers from a good copy, or asks the record's own atServer and keeps what it says (data.cache).
 * Throws what asking throws.
 */
export function fetchRecord(question: Question, context: CacheContext): Outcome | Promise<Outcome> {
  const { records, clock } = context
  const copy = usableCopy(records, copyName(question), clock.now())
  const payload = copy === undefined ? 'null' : renderRecord(copy, question.projection)
  // A copy without a value is no answer: the origin may have one by now (data.cache.usable).
  const answers = payload !== 'null' && payload !== ''
  return answers && question.bypassCache !== true ? data(payload) : askAndKeep(question, context)
}

async function askAndKeep(question: Question, context: CacheContext): Promise<Outcome> {
  const record = await askOrForget(question, context)
  const kept = await keepRecord(question, record, context)
  const { projection } = question
  return data(
    kept === undefined
      ? renderOrigin(record, question, projection)
      : renderRecord({ ...kept, key: originName(question) }, projection),
  )
}

/**
 * Asks a record's own atServer. When it has none, there is to be no copy either, but for the public
 * key (data.cache.drop). Throws what asking throws.
 */
export async function askOrForget(
  address: OriginAddress,
  context: CacheContext,
): Promise<PeerRecord> {
  const { peers, records, write, clock } = context
  try {
    return await askOrigin(address, peers)
  } catch (error) {
    const name = copyName(address)
    const isGone = error instanceof AtFault && error.fault === 'keyNotFound'
    const isPinned = name === publicKeyName(address.atSign)
    if (isGone && !isPinned && records.get(name) !== undefined) {
      await write((transaction) => removeCopy(transaction, name, clock.now()))
    }
    throw error
  }
}

/** Keeps a copy of what came, where one is wanted, and gives what was stored (data.cache.keep). */
export async function keepRecord(
  address: OriginAddress,
  record: PeerRecord,
  { owner, records, write, clock }: CacheContext,
): Promise<StoredRecord | undefined> {
  const { atSign: peer } = address
  const name = copyName(address)
  const keeper = { owner, now: clock.now() }
  if (name === publicKeyName(peer)) {
    return isNewPublicKey(records, peer, record)
      ? write((transaction) => pinPublicKey(transaction, { peer, record }, keeper))
      : undefined
  }
  const source = { name, value: record.value, metadata: record.metadata }
  // What is neither kept nor known costs no write.
  return isKept(source, keeper.now) || records.get(name) !== undefined
    ? write((transaction) => putCopy(transaction, source, keeper))
    : undefined
}
