import { platform } from '#platform'
import { readAesKey } from './aes.ts'
import { KEY_FORMS } from './algorithms.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { CryptoError } from './errors.ts'
import { bytesToInteger } from './integers.ts'
import { maxKeyTextChars } from './limits.ts'
import { readRsaPrivateKey } from './rsa-keys.ts'
import { openWrappedBlock } from './wrapped-block.ts'

/**
 * Encrypts an AES key for the owner of an RSA key: RSAES-PKCS1-v1_5 over the 44 characters of its base64
 * text, not the 32 bytes. Gives base64 (344 characters for 2048 bits). Throws `CryptoError`
 * `malformedKey` for either key.
 * Requirement `crypto.wrap`.
 */
export async function wrapKey(aesKey: string, rsaPublicKey: string): Promise<string> {
  readAesKey(aesKey)
  const publicKey = KEY_FORMS.rsa2048.publicKey.read(rsaPublicKey)
  if (publicKey === undefined) {
    throw new CryptoError('malformedKey', 'This is not an RSA public key of 2048 to 4096 bits')
  }
  const message = new TextEncoder().encode(aesKey)
  return encodeBase64(await platform.rsaEncrypt({ publicKey, message }))
}

/**
 * The AES key that {@link wrapKey} wrapped. Throws `CryptoError`: `malformedKey` for the RSA key, and one
 * and the same `undecryptable` whatever is wrong with the wrapped text, in a time that does not depend on
 * what is: a wrapper of keys must not learn which guesses came close.
 * Requirement `crypto.unwrap`.
 */
export async function unwrapKey(wrapped: string, rsaPrivateKey: string): Promise<string> {
  const privateKey = KEY_FORMS.rsa2048.privateKey.read(rsaPrivateKey)
  const numbers = privateKey && readRsaPrivateKey(privateKey)
  if (privateKey === undefined || numbers === undefined) {
    throw new CryptoError(
      'malformedKey',
      'This is not an RSA private key of 2048 to 4096 bits in PKCS#8',
    )
  }
  const block = wrapped.length > maxKeyTextChars ? undefined : decodeBase64(wrapped)
  const fits = block?.length === numbers.modulusBytes && bytesToInteger(block) < numbers.modulus
  const opened = fits ? await platform.rsaDecryptRaw({ privateKey, block }) : undefined
  const key = opened && openWrappedBlock(opened)
  if (key === undefined) {
    throw new CryptoError('undecryptable', 'The private key does not open this wrapped key')
  }
  return key
}
