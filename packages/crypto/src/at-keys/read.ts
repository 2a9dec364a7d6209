import { type AtSign, parseAtSign } from '@atnet/protocol-codec'
import { decryptAes } from '../aes.ts'
import { AtKeysError, CryptoError } from '../errors.ts'
import {
  type AtKeys,
  type EncryptedField,
  type JsonObject,
  knownFields,
  parseAtKeysJson,
  requiredMember,
  textMember,
} from './document.ts'
import { isEnvelope, openEnvelope, wrongPassphrase } from './envelope.ts'
import { checkAesMember, matchingPair, matchingRsaPair } from './validate.ts'

/** How to read a key file. */
export type ReadAtKeysOptions = {
  /** For a file in an envelope; a plain file does not ask for it. */
  readonly passphrase?: string | undefined
  /** Whose keys they should be; else the file itself says. */
  readonly atSign?: AtSign | undefined
}

/**
 * Reads the text of an `.atKeys` file, plain or in a passphrase envelope, and checks that every private
 * key in it belongs to its public one. Throws `AtKeysError`, whose `kind` tells a wrong passphrase, a
 * truncated file, some other file, a missing or damaged member and another atSign's file apart.
 * Requirement `atkeys.read`.
 */
export async function readAtKeys(text: string, options: ReadAtKeysOptions = {}): Promise<AtKeys> {
  const outer = parseAtKeysJson(text)
  const document = isEnvelope(outer) ? await openDocument(outer, options.passphrase) : outer
  const selfEncryptionKey = requiredMember(document, 'selfEncryptionKey')
  checkAesMember('selfEncryptionKey', selfEncryptionKey)
  const owner = ownerOf(document, options.atSign)
  const apkamSymmetricKey = textMember(document, 'apkamSymmetricKey')
  if (apkamSymmetricKey !== undefined) {
    checkAesMember('apkamSymmetricKey', apkamSymmetricKey)
  }
  const decrypt = (field: EncryptedField): Promise<string> =>
    decryptMember(document, field, selfEncryptionKey)
  return {
    atSign: owner.atSign,
    pkam: await matchingPair({
      publicKey: await decrypt('aesPkamPublicKey'),
      privateKey: await decrypt('aesPkamPrivateKey'),
      publicField: 'aesPkamPublicKey',
      privateField: 'aesPkamPrivateKey',
    }),
    encryption: await matchingRsaPair({
      publicKey: await decrypt('aesEncryptPublicKey'),
      privateKey: await decrypt('aesEncryptPrivateKey'),
      publicField: 'aesEncryptPublicKey',
      privateField: 'aesEncryptPrivateKey',
    }),
    selfEncryptionKey,
    apkamSymmetricKey,
    enrollmentId: textMember(document, 'enrollmentId'),
    extra: Object.fromEntries(
      Object.entries(document).filter(([name]) => !knownFields.has(name) && name !== owner.member),
    ),
  }
}

async function openDocument(
  envelope: JsonObject,
  passphrase: string | undefined,
): Promise<JsonObject> {
  const text = await openEnvelope(envelope, passphrase)
  const document = parseInside(text)
  if (isEnvelope(document)) {
    throw new AtKeysError('notAtKeys', 'The .atKeys envelope holds another envelope, not keys')
  }
  return document
}

/** A wrong key can by chance leave valid padding; what it leaves inside is not JSON. */
function parseInside(text: string): JsonObject {
  try {
    return parseAtKeysJson(text)
  } catch (error) {
    throw error instanceof AtKeysError ? wrongPassphrase() : error
  }
}

/**
 * Whose file it is: the caller says, or the one member named after an atSign. A file that names others
 * only is refused, since its keys would fail at login with a less helpful message.
 * Requirement `atkeys.owner`.
 */
function ownerOf(
  document: JsonObject,
  wanted: AtSign | undefined,
): { readonly atSign: AtSign; readonly member: string | undefined } {
  const named = Object.keys(document)
    .map((member) => ({ member, atSign: atSignIn(member) }))
    .filter((each): each is { member: string; atSign: AtSign } => each.atSign !== undefined)
  if (wanted !== undefined) {
    const own = named.find(({ atSign }) => atSign === wanted)
    if (own === undefined && named.length > 0) {
      const message = `The .atKeys file belongs to another atSign than ${wanted}`
      throw new AtKeysError('otherAtSign', message)
    }
    return { atSign: wanted, member: own?.member }
  }
  const [first, ...others] = named
  if (first === undefined || others.length > 0) {
    const remedy = 'say which atSign it belongs to'
    throw new AtKeysError('atSignUnknown', `The .atKeys file does not name one atSign: ${remedy}`)
  }
  return first
}

function atSignIn(member: string): AtSign | undefined {
  if (!member.startsWith('@')) {
    return undefined
  }
  try {
    return parseAtSign(member)
  } catch {
    return undefined
  }
}

async function decryptMember(
  document: JsonObject,
  field: EncryptedField,
  key: string,
): Promise<string> {
  const ciphertext = requiredMember(document, field)
  try {
    return await decryptAes(ciphertext, key, undefined)
  } catch (error) {
    if (error instanceof CryptoError) {
      const what = `${field} cannot be decrypted with the file's own selfEncryptionKey`
      throw new AtKeysError('fieldMalformed', `${what}: the .atKeys file is damaged`, { field })
    }
    throw error
  }
}
