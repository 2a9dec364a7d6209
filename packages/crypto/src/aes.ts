import { platform } from '#platform'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { type Bytes, decodeUtf8 } from './encodings.ts'
import { CryptoError } from './errors.ts'
import { maxMessageBytes } from './limits.ts'
import { encodeMessage } from './messages.ts'

const blockBytes = 16

/** What old records were encrypted with: no `ivNonce` in the metadata means this. */
const zeroIv: Bytes = new Uint8Array(blockBytes)

/**
 * AES-256-CTR over the PKCS7-padded UTF-8 of a text, as base64. `key` is base64 of 32 bytes; `iv` is 16
 * bytes, `undefined` for the sixteen zeros of key files and old records. Throws `CryptoError`:
 * `malformedKey`, `malformedInput` (a wrong `iv`, or text with half a surrogate pair), `tooLarge`.
 * Requirement `crypto.aes.ctr`.
 */
export async function encryptAes(
  plain: string,
  key: string,
  iv: Uint8Array | undefined,
): Promise<string> {
  const data = encodeMessage(plain)
  if (data instanceof CryptoError) {
    throw data
  }
  const request = { key: readAesKey(key), counter: readIv(iv), data: pad(data) }
  return encodeBase64(await platform.aesCtr(request))
}

/**
 * The text that {@link encryptAes} encrypted. Throws `CryptoError`: `undecryptable` when the ciphertext is
 * no base64 of whole blocks or the key does not open it (the padding or the UTF-8 is wrong; the cipher has
 * no other check, so a wrong key goes unseen once in some hundreds of tries), `malformedKey`,
 * `malformedInput` for a wrong `iv`, `tooLarge`.
 * Requirement `crypto.aes.ctr`.
 */
export async function decryptAes(
  ciphertext: string,
  key: string,
  iv: Uint8Array | undefined,
): Promise<string> {
  if (ciphertext.length > maxMessageBytes) {
    throw new CryptoError('tooLarge', 'The ciphertext is longer than a protocol line can be')
  }
  const request = { key: readAesKey(key), counter: readIv(iv) }
  const data = decodeBase64(ciphertext)
  if (data === undefined || data.length === 0 || data.length % blockBytes !== 0) {
    throw new CryptoError('undecryptable', 'The ciphertext is not base64 of whole 16-byte blocks')
  }
  const padded = await platform.aesCtr({ ...request, data })
  const plain = unpad(padded)
  const text = plain && decodeUtf8(plain)
  if (text === undefined) {
    throw new CryptoError('undecryptable', 'The key does not open this ciphertext')
  }
  return text
}

/** The bytes of an AES key's text, or throws `CryptoError` `malformedKey`. Requirement `crypto.aes.key`. */
export function readAesKey(text: string): Bytes {
  const key = text.length === 44 ? decodeBase64(text) : undefined
  if (key?.length !== 32) {
    throw new CryptoError('malformedKey', 'An AES key is base64 of 32 bytes (44 characters)')
  }
  return key
}

function readIv(iv: Uint8Array | undefined): Bytes {
  if (iv !== undefined && iv.length !== blockBytes) {
    throw new CryptoError('malformedInput', 'An initialisation vector has 16 bytes')
  }
  return iv === undefined ? zeroIv : Uint8Array.from(iv)
}

/** PKCS7, always: a text of whole blocks gets one block more. Requirement `crypto.aes.padding`. */
function pad(data: Bytes): Bytes {
  const added = blockBytes - (data.length % blockBytes)
  const padded = new Uint8Array(data.length + added).fill(added)
  padded.set(data)
  return padded
}

function unpad(padded: Bytes): Bytes | undefined {
  const added = padded.at(-1) ?? 0
  const isPadding =
    added >= 1 && added <= blockBytes && padded.subarray(-added).every((byte) => byte === added)
  return isPadding ? padded.subarray(0, -added) : undefined
}
