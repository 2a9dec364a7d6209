import type { Bytes } from '../encodings.ts'
import type { RawKeyPair, SignatureScheme } from './types.ts'

/**
 * ML-DSA-65 (FIPS 204, empty context) by noble, loaded when first used: it is large and few need it.
 * Requirement `crypto.mldsa65`.
 */
export const portableMldsa65: SignatureScheme = {
  async generate() {
    return expandSeed(crypto.getRandomValues(new Uint8Array(32)))
  },
  async sign({ privateKey, message }) {
    const { ml_dsa65: mldsa65 } = await import('@noble/post-quantum/ml-dsa.js')
    return mldsa65.sign(message, privateKey)
  },
  async verify({ publicKey, message, signature }) {
    const { ml_dsa65: mldsa65 } = await import('@noble/post-quantum/ml-dsa.js')
    return mldsa65.verify(signature, message, publicKey)
  },
}

/** The pair of FIPS 204 that grows from a 32-byte seed; the protocol keeps the long form of 4032 bytes. */
async function expandSeed(seed: Bytes): Promise<RawKeyPair> {
  const { ml_dsa65: mldsa65 } = await import('@noble/post-quantum/ml-dsa.js')
  const { publicKey, secretKey } = mldsa65.keygen(seed)
  return { publicKey, privateKey: secretKey }
}
