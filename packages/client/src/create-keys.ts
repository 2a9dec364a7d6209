import { type AtKeys, generateAesKey, generateKeyPair, type SigningAlgorithm } from '@atnet/crypto'
import type { AtSign } from '@atnet/protocol-codec'

/**
 * Makes the keys of a new owner: a pair to log in with, a pair others encrypt to, and the key of
 * the owner's own data. `algorithm` is that of the login pair; other SDKs read only `rsa2048`.
 */
export async function createKeys(options: {
  readonly atSign: AtSign
  readonly algorithm?: SigningAlgorithm
}): Promise<AtKeys> {
  const [pkam, encryption] = await Promise.all([
    generateKeyPair(options.algorithm ?? 'rsa2048'),
    generateKeyPair('rsa2048'),
  ])
  return {
    atSign: options.atSign,
    pkam,
    encryption: { ...encryption, algorithm: 'rsa2048' },
    selfEncryptionKey: generateAesKey(),
    apkamSymmetricKey: undefined,
    enrollmentId: undefined,
    extra: {},
  }
}
