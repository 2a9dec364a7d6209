import { publicKeyFlaw } from '@atnet/crypto'
import {
  AtFault,
  type AtSign,
  canonicalKey,
  isAtSign,
  type KeyKind,
  keyParts,
  keyTypeName,
  maxCachedKeyChars,
  maxKeyChars,
} from '@atnet/protocol-codec'
import type { Context } from '../context.ts'
import { pkamPublicKey } from '../pkam.ts'
import { isServersOwn } from './protected.ts'

/** The kinds of key that a client may write (data.update.kinds). */
const writableKinds: ReadonlySet<KeyKind> = new Set(['self', 'shared', 'public', 'reserved'])

/** The parts of a write that say whether it may be. */
export type Target = {
  /** Canonical. */
  readonly key: string
  readonly value: string | undefined
}

/**
 * Refuses writes of records that are not the client's to write, whatever form the write came in.
 * Throws `AtFault` `invalidKey`, `unauthorized` or `illegalArgument`.
 */
export function checkTarget(target: Target, context: Pick<Context, 'caller' | 'owner'>): void {
  checkOwner(target.key, context.owner)
  checkKind(target.key)
  checkLength(target.key)
  checkReserved(target, context)
}

/** A key of another owner is none of ours to write (data.update.own). */
function checkOwner(key: string, owner: AtSign): void {
  const named = key.slice(key.lastIndexOf('@'))
  if (isAtSign(named) && named !== owner) {
    const text = `Invalid update command - sharedBy atsign ${named} should be same as current atsign ${owner}`
    throw new AtFault('invalidKey', text)
  }
}

function checkKind(key: string): void {
  const kind = kindOf(key)
  if (!writableKinds.has(kind)) {
    const text = `You may not update keys of type KeyType.${keyTypeName(kind)}`
    throw new AtFault('invalidKey', text)
  }
}

/** Of the names that mean something to every server, the hidden ones and copies are not written. */
function kindOf(key: string): KeyKind {
  const parts = keyParts(key)
  if (parts?.cached === true && parts.kind === 'reserved') {
    return 'cachedPublic'
  }
  const isLoginKey = key === canonicalKey(pkamPublicKey)
  const isHidden = key.startsWith('private:') || key.startsWith('privatekey:')
  return parts?.kind === 'reserved' && isHidden && !isLoginKey
    ? 'private'
    : (parts?.kind ?? 'invalid')
}

/**
 * Counted in UTF-16 units, prefixes and owner included (data.update.key-length). Throws
 * `AtFault('invalidKey')`.
 */
export function checkLength(key: string): void {
  const most = key.startsWith('cached:') ? maxCachedKeyChars : maxKeyChars
  if (key.length > most) {
    const text = `key length ${key.length} is greater than max allowed ${most} chars`
    throw new AtFault('invalidKey', text)
  }
}

/** Records that decide who is who are not written like any other (data.update.reserved). */
function checkReserved(
  { key, value }: Target,
  { caller, owner }: Pick<Context, 'caller' | 'owner'>,
): void {
  if (key === canonicalKey(pkamPublicKey)) {
    checkLoginKey(value, caller.kind === 'owner' && caller.via === 'cram')
  }
  if (isServersOwn(key, owner)) {
    throw new AtFault('unauthorized', `Only the atServer itself writes ${key}`)
  }
}

/** The login key is set with the one-time secret and by no other proof (auth.activation.cram-only). */
function checkLoginKey(publicKey: string | undefined, byCram: boolean): void {
  if (!byCram) {
    const text = `Only a connection authenticated by cram may update ${pkamPublicKey}`
    throw new AtFault('unauthorized', text)
  }
  const flaw = publicKey === undefined ? 'is not given' : publicKeyFlaw(publicKey)
  if (flaw !== undefined) {
    throw new AtFault('illegalArgument', `the login key ${flaw}`)
  }
}
