import { encryptAes } from '../aes.ts'
import { AtKeysError } from '../errors.ts'
import { maxAtKeysChars, maxFlatAtKeysBytes } from '../limits.ts'
import { type AtKeys, knownFields } from './document.ts'
import { sealEnvelope } from './envelope.ts'
import { checkAesMember, matchingPair, matchingRsaPair } from './validate.ts'

/** How to write a key file. */
export type WriteAtKeysOptions = {
  /** Seals the file in an envelope. */
  readonly passphrase?: string | undefined
  /** Which envelope: 1 (the default), or 0 for tools that know only the legacy form. */
  readonly envelope?: 0 | 1 | undefined
}

/**
 * The text of an `.atKeys` file: compact JSON in the order every SDK has agreed on, string values only,
 * below 8192 bytes, so that each of them can read it. Members in `extra` are kept as they were; a file
 * that had nested members already is no longer bound to 8192 bytes, since dropping keys would be worse.
 * Nothing is written that could not be read back. Throws `AtKeysError`: `fieldMalformed`, `keysMismatch`,
 * `tooLarge` (an ML-DSA-65 login key does not fit a flat file), `passphraseNeeded`, `passphraseRefused`.
 * Requirement `atkeys.write`.
 */
export async function writeAtKeys(keys: AtKeys, options: WriteAtKeysOptions = {}): Promise<string> {
  await check(keys)
  const text = JSON.stringify({ ...(await ownMembers(keys)), ...unknownMembers(keys) })
  checkSize(text, keys)
  const { passphrase, envelope } = options
  // Naming an envelope without a passphrase must not end in a plain file.
  return passphrase === undefined && envelope === undefined
    ? text
    : sealEnvelope(text, { passphrase, envelope: envelope ?? 1 })
}

async function check({ pkam, encryption, ...keys }: AtKeys): Promise<void> {
  checkAesMember('selfEncryptionKey', keys.selfEncryptionKey)
  if (keys.apkamSymmetricKey !== undefined) {
    checkAesMember('apkamSymmetricKey', keys.apkamSymmetricKey)
  }
  await matchingPair({
    ...pkam,
    publicField: 'aesPkamPublicKey',
    privateField: 'aesPkamPrivateKey',
  })
  await matchingRsaPair({
    ...encryption,
    publicField: 'aesEncryptPublicKey',
    privateField: 'aesEncryptPrivateKey',
  })
}

/** The members in the order of the reference client. Requirement `atkeys.write.order`. */
async function ownMembers(keys: AtKeys): Promise<Record<string, string>> {
  const { selfEncryptionKey, apkamSymmetricKey, enrollmentId } = keys
  const encrypt = (text: string): Promise<string> => encryptAes(text, selfEncryptionKey, undefined)
  return {
    aesPkamPublicKey: await encrypt(keys.pkam.publicKey),
    aesEncryptPublicKey: await encrypt(keys.encryption.publicKey),
    aesEncryptPrivateKey: await encrypt(keys.encryption.privateKey),
    selfEncryptionKey,
    [keys.atSign]: selfEncryptionKey,
    ...(apkamSymmetricKey === undefined ? {} : { apkamSymmetricKey }),
    ...(enrollmentId === undefined ? {} : { enrollmentId }),
    aesPkamPrivateKey: await encrypt(keys.pkam.privateKey),
  }
}

function unknownMembers({ extra, atSign }: AtKeys): Record<string, unknown> {
  // A stale copy of a known member must not win over the keys; `iv` would make the file an envelope.
  return Object.fromEntries(
    Object.entries(extra).filter(
      ([name]) => !knownFields.has(name) && name !== atSign && name !== 'iv',
    ),
  )
}

function checkSize(text: string, { extra }: AtKeys): void {
  const isFlat = Object.values(extra).every((value) => typeof value === 'string')
  const limit = isFlat ? maxFlatAtKeysBytes : maxAtKeysChars
  const bytes = new TextEncoder().encode(text).length
  if (bytes > limit) {
    const size = `${bytes} bytes, and some clients read no more than ${limit}`
    throw new AtKeysError('tooLarge', `The .atKeys file would have ${size}`)
  }
}
