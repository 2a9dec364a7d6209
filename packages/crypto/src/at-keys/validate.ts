import { readAesKey } from '../aes.ts'
import { algorithmOf, type KeyPair } from '../algorithms.ts'
import { AtKeysError, CryptoError } from '../errors.ts'
import { isMatchingPair } from '../signatures.ts'
import type { EncryptedField } from './document.ts'

/** The two halves of a pair, and the members of the file they stand in. */
export type PairTexts = {
  readonly publicKey: string
  readonly privateKey: string
  readonly publicField: EncryptedField
  readonly privateField: EncryptedField
}

/**
 * Makes a pair of two texts, its algorithm found in the public one. Throws `AtKeysError`:
 * `fieldMalformed` when the public key has no known form, `keysMismatch` when the private one is not its
 * other half, as in a file put together from two or cut in the middle.
 * Requirement `atkeys.pairs`.
 */
export async function matchingPair(texts: PairTexts): Promise<KeyPair> {
  const { publicKey, privateKey, publicField, privateField } = texts
  const algorithm = algorithmOf(publicKey)
  if (algorithm === undefined) {
    throw new AtKeysError('fieldMalformed', `${publicField} is not a public key of a known form`, {
      field: publicField,
    })
  }
  const pair = { algorithm, publicKey, privateKey }
  if (!(await isMatchingPair(pair))) {
    const parts = `${privateField} does not belong to ${publicField}`
    throw new AtKeysError(
      'keysMismatch',
      `${parts}: the .atKeys file is damaged or mixed from two`,
      {
        field: privateField,
      },
    )
  }
  return pair
}

/** The encryption pair, which is RSA. Throws as {@link matchingPair}. Requirement `atkeys.pairs`. */
export async function matchingRsaPair(
  texts: PairTexts,
): Promise<KeyPair & { readonly algorithm: 'rsa2048' }> {
  const { algorithm, ...pair } = await matchingPair(texts)
  if (algorithm !== 'rsa2048') {
    throw new AtKeysError('fieldMalformed', `${texts.publicField} is not an RSA key`, {
      field: texts.publicField,
    })
  }
  return { algorithm, ...pair }
}

/** Throws `AtKeysError` `fieldMalformed` unless the text is an AES key. Requirement `atkeys.fields`. */
export function checkAesMember(field: string, text: string): void {
  try {
    readAesKey(text)
  } catch (error) {
    if (error instanceof CryptoError) {
      const what = `${field} in the .atKeys file is not base64 of 32 bytes`
      throw new AtKeysError('fieldMalformed', what, { field })
    }
    throw error
  }
}
