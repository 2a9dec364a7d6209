import { platform } from '#platform'
import { encodeHex } from './encodings.ts'

/**
 * The digest that answers a challenge with the one-time secret of a new atServer: SHA-512 over the UTF-8
 * of the secret followed by the challenge, in lower-case hexadecimal (128 characters). The secret counts
 * as the text it is, never decoded; the challenge is all that followed `data:`.
 * Requirement `auth.cram.digest`.
 */
export function cramDigest(secret: string, challenge: string): string {
  const data = new TextEncoder().encode(secret + challenge)
  return encodeHex(platform.digest('sha512', data))
}
