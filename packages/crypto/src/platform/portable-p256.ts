import { p256 } from '@noble/curves/nist.js'
import type { SignatureScheme } from './types.ts'

/** Both halves of the order are accepted, as every atServer does; the message is hashed with SHA-256. */
const options = { format: 'compact', lowS: false, prehash: true } as const

/** ECDSA on P-256 by noble. Requirement `crypto.ecdsa.wire`. */
export const portableP256: SignatureScheme = {
  async generate() {
    const { secretKey } = p256.keygen()
    return { privateKey: secretKey, publicKey: p256.getPublicKey(secretKey, false) }
  },
  async sign({ privateKey, message }) {
    return p256.sign(message, privateKey, options)
  },
  async verify({ publicKey, message, signature }) {
    return (
      p256.utils.isValidPublicKey(publicKey, false) &&
      p256.verify(signature, message, publicKey, options)
    )
  },
}
