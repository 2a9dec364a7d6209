import { algorithmOf } from './algorithms.ts'
import { decodeBase64 } from './base64.ts'
import { derTags } from './der.ts'
import { maxKeyTextChars } from './limits.ts'

/**
 * Why a text cannot be the public key of anybody, as the end of a sentence about it; `undefined` for a
 * key that can be used. Never tells what is in the text. Requirement `crypto.key.flaw`.
 */
export function publicKeyFlaw(text: string): string | undefined {
  if (algorithmOf(text) !== undefined) {
    return undefined
  }
  if (/^04[0-9a-f]{128}$/iu.test(text)) {
    return 'is no point of the curve P-256'
  }
  const bytes = text.length > maxKeyTextChars ? undefined : decodeBase64(text)
  if (bytes?.length === 32) {
    return 'is no point of Ed25519, or one of small order'
  }
  if (bytes?.length === 1952) {
    return 'is an ML-DSA-65 key with which anybody could sign'
  }
  return bytes?.[0] === derTags.sequence
    ? 'is not an RSA key in DER of 2048 to 4096 bits with the exponent 65537'
    : 'is not a public key of a known kind (RSA, P-256, ML-DSA-65, Ed25519)'
}
