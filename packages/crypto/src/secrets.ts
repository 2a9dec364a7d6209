import { encodeBase64 } from './base64.ts'

/**
 * Whether two texts are equal, in a time that depends on their lengths alone and not on how far they
 * agree. For digests, secrets and tokens that a stranger may try to guess letter by letter.
 * Requirement `crypto.constant-time`.
 */
export function equalConstantTime(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let at = 0; at < a.length; at += 1) {
    // Beyond the end of `b` this is NaN, which counts as zero: the lengths already differ.
    difference |= a.charCodeAt(at) ^ b.charCodeAt(at)
  }
  return difference === 0
}

/** A new AES-256 key, base64 of 32 random bytes (44 characters). Requirement `crypto.aes.key`. */
export function generateAesKey(): string {
  return encodeBase64(crypto.getRandomValues(new Uint8Array(32)))
}

/** A new initialisation vector, 16 random bytes; never use one twice with a key. Requirement `crypto.aes.iv`. */
export function generateIv(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(16))
}
