import type { AtSign } from '@atnet/protocol-codec'
import type { KeyPair } from '../algorithms.ts'
import { AtKeysError } from '../errors.ts'
import { maxAtKeysChars, maxAtKeysDepth } from '../limits.ts'

/**
 * The keys of one atSign, as a client holds them.
 * Requirement `atkeys.fields`.
 */
export type AtKeys = {
  readonly atSign: AtSign
  /** Signs the challenge at login. */
  readonly pkam: KeyPair
  /** Opens what others encrypted for this atSign; its public half is `public:publickey`. */
  readonly encryption: KeyPair & { readonly algorithm: 'rsa2048' }
  /** The AES key of the owner's own data, and of the key file itself. */
  readonly selfEncryptionKey: string
  /** The AES key of this enrollment, when the keys came from one. */
  readonly apkamSymmetricKey: string | undefined
  /** What to name at login; `undefined` for the one legacy key. */
  readonly enrollmentId: string | undefined
  /** Members of the file that this package does not know, kept for when it is written again. */
  readonly extra: Readonly<Record<string, unknown>>
}

/** A parsed JSON object whose members nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The members that hold encrypted key texts. */
export const encryptedFields = [
  'aesPkamPublicKey',
  'aesPkamPrivateKey',
  'aesEncryptPublicKey',
  'aesEncryptPrivateKey',
] as const

/** One of {@link encryptedFields}. */
export type EncryptedField = (typeof encryptedFields)[number]

/** Every member with a meaning of its own; all others but the one named after the atSign are extra. */
export const knownFields: ReadonlySet<string> = new Set([
  ...encryptedFields,
  'selfEncryptionKey',
  'apkamSymmetricKey',
  'enrollmentId',
])

/**
 * Parses the text of a key file down to its members. Throws `AtKeysError`: `tooLarge`, `truncated`,
 * `notAtKeys`. The parser's own complaint is dropped, since it quotes the text, and the text is secret.
 * Requirement `atkeys.errors`.
 */
export function parseAtKeysJson(text: string): JsonObject {
  if (text.length > maxAtKeysChars) {
    throw new AtKeysError('tooLarge', 'This is too large to be an .atKeys file')
  }
  const json = text.replace(/^\uFEFF/u, '').trim()
  const parsed = parseJson(json)
  if (parsed === undefined && json.startsWith('{') && !json.endsWith('}')) {
    throw new AtKeysError('truncated', 'The .atKeys file is cut off: copy it again from its backup')
  }
  if (!isObject(parsed) || !isShallow(parsed, maxAtKeysDepth)) {
    throw new AtKeysError('notAtKeys', 'This is not an .atKeys file: it is not one JSON object')
  }
  return parsed
}

/** Whether a parsed value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A member that is text, `undefined` when it is absent, null or empty. Throws `AtKeysError`
 * `fieldMalformed` for any other type.
 */
export function textMember(object: JsonObject, field: string): string | undefined {
  const value = Object.hasOwn(object, field) ? object[field] : undefined
  if (value === undefined || value === null || value === '') {
    return undefined
  }
  if (typeof value !== 'string') {
    throw new AtKeysError('fieldMalformed', `${field} in the .atKeys file is not a string`, {
      field,
    })
  }
  return value
}

/** A member that must be there as text. Throws `AtKeysError` `fieldMissing` or `fieldMalformed`. */
export function requiredMember(object: JsonObject, field: string): string {
  const value = textMember(object, field)
  if (value === undefined) {
    throw new AtKeysError('fieldMissing', `${field} is missing from the .atKeys file`, { field })
  }
  return value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function isShallow(value: unknown, depth: number): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    (depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1)))
  )
}
