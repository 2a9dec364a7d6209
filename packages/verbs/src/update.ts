import { algorithmOf } from '@atnet/crypto'
import type { StoredRecord, Transaction } from '@atnet/keystore'
import {
  AtFault,
  type AtSign,
  canonicalKey,
  classifyKey,
  type KeyKind,
  keyTypeName,
  type MetadataRequest,
  maxKeyChars,
  type UpdateCommand,
} from '@atnet/protocol-codec'
import { isActive } from './activity.ts'
import type { Context } from './context.ts'
import { notYet } from './not-yet.ts'
import { pkamPublicKey } from './pkam.ts'
import { recordName } from './record-name.ts'
import { data, type Outcome, type Verb } from './verb.ts'
import { mergeMetadata } from './write/merge.ts'
import { protectedName } from './write/protected.ts'
import { checkRanges } from './write/ranges.ts'

/** What a write asks for. */
export type Write = {
  readonly key: string
  readonly atSign: AtSign | undefined
  readonly value: string
  readonly metadata: MetadataRequest
  readonly noCommit: boolean
}

/** The kinds of key that a client may write (data.update.kinds). */
const writableKinds: ReadonlySet<KeyKind> = new Set(['self', 'shared', 'public', 'reserved'])

/** `update:`: the owner writes a record; the answer is its commit id, once it is on disk. */
export const update: Verb<UpdateCommand> = {
  doc: 'Writes a record and answers its commit id.',
  requirement: 'data.update',
  touches: (command) => [{ key: writeOf(command).key, mode: 'rw' }],
  handle(command, context) {
    const write = writeOf(command)
    checkRanges(write.metadata)
    checkOwner(write, context.owner)
    checkKey(write.key)
    checkReserved(write, context)
    return store(write, context)
  },
}

function writeOf({ body, noCommit }: UpdateCommand): Write {
  if (body.kind === 'json') {
    throw notYet('update:json')
  }
  const { atSign, value, metadata } = body
  return { key: recordName(body), atSign, value, metadata, noCommit }
}

function checkOwner({ atSign }: Write, owner: AtSign): void {
  if (atSign !== undefined && atSign !== owner) {
    const text = `Invalid update command - sharedBy atsign ${atSign} should be same as current atsign ${owner}`
    throw new AtFault('invalidKey', text)
  }
}

function checkKey(key: string): void {
  const kind = classifyKey(key)
  if (!writableKinds.has(kind)) {
    const text = `You may not update keys of type KeyType.${keyTypeName(kind)}`
    throw new AtFault('invalidKey', text)
  }
  if (key.length > maxKeyChars) {
    const text = `key length ${key.length} is greater than max allowed ${maxKeyChars} chars`
    throw new AtFault('invalidKey', text)
  }
}

/** Records that decide who is who are not written like any other (data.update.reserved). */
function checkReserved({ key, value }: Write, { caller, owner }: Context): void {
  if (key === canonicalKey(pkamPublicKey)) {
    checkLoginKey(value, caller.kind === 'owner' && caller.via === 'cram')
  }
  if (protectedName(key, owner) === 'server') {
    throw new AtFault('unauthorized', `Only the atServer itself writes ${key}`)
  }
}

/** The login key is set with the one-time secret and by no other proof (auth.activation.cram-only). */
function checkLoginKey(publicKey: string, byCram: boolean): void {
  if (!byCram) {
    const text = `Only a connection authenticated by cram may update ${pkamPublicKey}`
    throw new AtFault('unauthorized', text)
  }
  if (algorithmOf(publicKey) === undefined) {
    const text =
      'the login key is not a public key of a known kind (RSA, P-256, ML-DSA-65, Ed25519)'
    throw new AtFault('illegalArgument', text)
  }
}

function store(write: Write, context: Context): Promise<Outcome> {
  const now = context.clock.now()
  return context
    .write((transaction) => storeIn(transaction, write, { owner: context.owner, now }))
    .then((commitId) => data(String(commitId)))
}

function storeIn(
  transaction: Transaction,
  { key, value, metadata: request, noCommit }: Write,
  { owner, now }: { readonly owner: AtSign; readonly now: number },
): number {
  const existing = transaction.get(key)
  // An expired record is as good as gone, swept or not (data.update.over-expired).
  const live = existing !== undefined && !hasExpired(existing, now) ? existing.metadata : undefined
  if (live?.immutable === true) {
    throw new AtFault('illegalState', 'Immutable records may not be updated')
  }
  const metadata = mergeMetadata({ existing: live, request, now, owner })
  const log = { operation: '*', at: request.updatedAt ?? now } as const
  return transaction.put({ key, value, metadata }, noCommit ? 'purge' : log)
}

function hasExpired({ metadata }: StoredRecord, now: number): boolean {
  return metadata.expiresAt !== undefined && !isActive({ expiresAt: metadata.expiresAt }, now)
}
