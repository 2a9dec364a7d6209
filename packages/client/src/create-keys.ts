import { type AtKeys, generateKeyPair, type SigningAlgorithm } from '@atnet/crypto'
import type { AtSign } from '@atnet/protocol-codec'
import type { Randomness } from '@atnet/runtime'

/** AES-256, the cipher of everything an owner keeps. */
const selfEncryptionKeyBytes = 32

/**
 * Makes the keys of a new owner: a pair to log in with, a pair others encrypt to, and the key of
 * the owner's own data. `algorithm` is that of the login pair; other SDKs read only `rsa2048`.
 */
export async function createKeys(options: {
  readonly atSign: AtSign
  readonly randomness: Randomness
  readonly algorithm?: SigningAlgorithm
}): Promise<AtKeys> {
  const [pkam, encryption] = await Promise.all([
    generateKeyPair(options.algorithm ?? 'rsa2048'),
    generateKeyPair('rsa2048'),
  ])
  return {
    atSign: options.atSign,
    pkam,
    encryption,
    selfEncryptionKey: toBase64(options.randomness.bytes(selfEncryptionKeyBytes)),
    apkamSymmetricKey: undefined,
    enrollmentId: undefined,
    extra: {},
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
