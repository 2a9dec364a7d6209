import { platform } from '#platform'
import type { HashingAlgorithm } from './algorithms.ts'
import { encodeHex } from './encodings.ts'

/**
 * `pubKeyCS`: MD5 of a public key's text without blanks around it, in lower-case hexadecimal. Tells a
 * recipient which of its keys was used; MD5 is the protocol's choice and protects nothing here.
 * Requirement `crypto.pubkey.checksum`.
 */
export function publicKeyChecksum(publicKey: string): string {
  return encodeHex(platform.digest('md5', new TextEncoder().encode(publicKey.trim())))
}

/**
 * `pubKeyHash`: the same with SHA-256 or SHA-512, what a recipient should compare first.
 * Requirement `crypto.pubkey.hash`.
 */
export function publicKeyHash(publicKey: string, hashing: HashingAlgorithm): string {
  return encodeHex(platform.digest(hashing, new TextEncoder().encode(publicKey.trim())))
}
