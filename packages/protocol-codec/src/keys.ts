import { type AtSign, isAtSign } from './at-sign.ts'
import { skipAtSignBody, skipEntity } from './name-characters.ts'
import { trimLine } from './text.ts'

/** What a key's spelling makes of it. */
export type KeyKind =
  | 'reserved'
  | 'public'
  | 'private'
  | 'self'
  | 'shared'
  | 'cachedPublic'
  | 'cachedShared'
  | 'local'
  | 'invalid'

/** A key taken apart. */
export type KeyParts = {
  readonly kind: KeyKind
  /** The key begins with `cached:`: a copy of a peer's record. */
  readonly cached: boolean
  /** The atSign before the entity: `@bob` in `@bob:phone@alice`. */
  readonly sharedWith: AtSign | undefined
  /** The name with its namespace: `phone.wavi` in `public:phone.wavi@alice`. */
  readonly entity: string
  /** The atSign at the end; absent where the key has none, or one that cannot exist. */
  readonly owner: AtSign | undefined
  /** What follows the entity's last dot; absent for reserved keys, whose dots mean something else. */
  readonly namespace: string | undefined
}

/**
 * The form keys are stored under and compared in: trimmed, lower case, no blanks.
 * Idempotent. Requirement `data.key.canonical-form`.
 */
export function canonicalKey(text: string): string {
  return trimLine(text).toLowerCase().replaceAll(' ', '')
}

/**
 * What kind of key `key` (canonical) is; anything is answered, in time linear in its length.
 * Requirement `data.key.classification`.
 */
export function classifyKey(key: string): KeyKind {
  return read(key)?.kind ?? 'invalid'
}

/** Takes a canonical key apart; `undefined` when it is no key at all. */
export function keyParts(key: string): KeyParts | undefined {
  const found = read(key)
  if (found === undefined) {
    return undefined
  }
  const { kind, cached, entity } = found
  const dot = entity.lastIndexOf('.')
  return {
    kind,
    cached,
    sharedWith: atSignOf(found.sharedWith),
    entity,
    owner: atSignOf(found.owner),
    namespace: dot === -1 || kind === 'reserved' ? undefined : entity.slice(dot + 1).toLowerCase(),
  }
}

/** The kind's name as error texts spell it, after `KeyType.`: `invalidKey`, `cachedPublicKey`. */
export function keyTypeName(kind: KeyKind): `${KeyKind}Key` {
  return `${kind}Key`
}

/**
 * Whether a write of this canonical key takes a commit id and reaches sync. Server-internal keys
 * and cookies (`public:_…` with one underscore) do not. Requirement `data.commit.unlogged-keys`.
 */
export function isLogged(key: string): boolean {
  if (key.startsWith('public:_')) {
    return key.startsWith('public:__')
  }
  return !UNLOGGED_PREFIXES.some((prefix) => key.startsWith(prefix))
}

const UNLOGGED_PREFIXES = ['private:', 'privatekey:', 'local:'] as const

/** Keys that mean something to every server although they name no owner. */
const OWNERLESS_KEYS: ReadonlySet<string> = new Set([
  'configkey',
  'privatekey:at_pkam_publickey',
  'privatekey:at_pkam_privatekey',
  'privatekey:privatekey',
  'privatekey:self_encryption_key',
  'privatekey:at_secret',
  'privatekey:at_secret_deleted',
  'privatekey:signing_keypair_generated',
  'privatekey:commitlogcompactionstats',
  'privatekey:accesslogcompactionstats',
  'privatekey:notificationcompactionstats',
])

const longestOwnerlessKey: number = Math.max(...Array.from(OWNERLESS_KEYS, (key) => key.length))

type Reading = {
  readonly kind: KeyKind
  readonly cached: boolean
  readonly sharedWith: string | undefined
  readonly entity: string
  readonly owner: string | undefined
}

function read(key: string): Reading | undefined {
  return readOwnerless(key) ?? readOwned(key)
}

function readOwnerless(key: string): Reading | undefined {
  const known = key.length <= longestOwnerlessKey && OWNERLESS_KEYS.has(asciiLower(key))
  if (!known && !/^_[A-Za-z0-9_.'*"-]+$/u.test(key)) {
    return undefined
  }
  const entity = known ? key.slice(key.indexOf(':') + 1) : key
  return { kind: 'reserved', cached: false, sharedWith: undefined, entity, owner: undefined }
}

/** `[cached:](public: | private:[@for:] | local: | @for:)entity@owner`; no part holds `:` or `@`. */
function readOwned(key: string): Reading | undefined {
  const cached = startsWithFolded(key, 'cached:', 0)
  const start = cached ? 'cached:'.length : 0
  const scope = SCOPES.find((prefix) => startsWithFolded(key, prefix, start))
  const afterScope = start + (scope?.length ?? 0)
  const forAllowed = scope === undefined || scope === 'private:'
  const forEnd = forAllowed && key[afterScope] === '@' ? skipAtSignBody(key, afterScope + 1) : -1
  const shared = forEnd !== -1 && key[forEnd] === ':'
  const entityStart = shared ? forEnd + 1 : afterScope
  const entityEnd = skipEntity(key, entityStart)
  if (
    entityEnd === -1 ||
    key[entityEnd] !== '@' ||
    skipAtSignBody(key, entityEnd + 1) !== key.length
  ) {
    return undefined
  }
  const parts = {
    cached,
    sharedWith: shared ? key.slice(afterScope, forEnd) : undefined,
    entity: key.slice(entityStart, entityEnd),
    owner: key.slice(entityEnd),
  }
  const kind = isReserved(parts, scope) ? 'reserved' : kindOf(parts, scope)
  return kind === undefined ? undefined : { kind, ...parts }
}

const SCOPES = ['public:', 'private:', 'local:'] as const
type Scope = (typeof SCOPES)[number] | undefined
type Parts = Omit<Reading, 'kind'>

function kindOf({ cached, sharedWith, owner }: Parts, scope: Scope): KeyKind | undefined {
  if (cached) {
    const copied = sharedWith === undefined ? undefined : 'cachedShared'
    return scope === 'public:' ? 'cachedPublic' : scope === undefined ? copied : undefined
  }
  switch (scope) {
    case 'public:':
      return 'public'
    case 'private:':
      return 'private'
    case 'local:':
      return 'local'
    case undefined:
      return sharedWith === undefined || sharedWith === owner ? 'self' : 'shared'
    default:
      return scope satisfies never
  }
}

/** The names every server gives a meaning to, whoever the owner is. */
function isReserved({ cached, sharedWith, entity }: Parts, scope: Scope): boolean {
  const name = asciiLower(entity)
  if (scope === 'public:') {
    return name === 'publickey' || name === 'signing_publickey'
  }
  if (cached) {
    return false
  }
  if (scope === 'private:') {
    return name === 'blocklist' && sharedWith === undefined
  }
  if (scope === 'local:') {
    return false
  }
  if (sharedWith !== undefined) {
    return name === 'signing_privatekey' || name === 'shared_key'
  }
  const recipient = 'shared_key.'.length
  return name.startsWith('shared_key.') && skipAtSignBody(name, recipient) === name.length
}

function startsWithFolded(key: string, prefix: string, from: number): boolean {
  return asciiLower(key.slice(from, from + prefix.length)) === prefix
}

/** Folds A to Z only: letters outside ASCII that lower-case into it are other letters. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/gu, (letters) => letters.toLowerCase())
}

function atSignOf(text: string | undefined): AtSign | undefined {
  return text !== undefined && isAtSign(text) ? text : undefined
}
