import { getPublicKeyAsync, Point, signAsync } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { hasStrictEncodings, littleEndian, reduceByOrder } from '../ed25519-strict.ts'
import type { Bytes } from '../encodings.ts'
import type { RawVerification, SignatureScheme } from './types.ts'

/** Ed25519 on noble; the private key is the 32-byte seed of RFC 8032. Requirement `crypto.ed25519.strict`. */
export const portableEd25519: SignatureScheme = {
  async generate() {
    const privateKey = crypto.getRandomValues(new Uint8Array(32))
    return { privateKey, publicKey: await getPublicKeyAsync(privateKey) }
  },
  sign: ({ privateKey, message }) => signAsync(message, privateKey),
  verify: async (request) =>
    hasStrictEncodings(request.publicKey, request.signature) && satisfiesEquation(request),
}

/**
 * The equation without the cofactor: [S]B - [k]A must encode to exactly the R of the signature, as
 * OpenSSL has it. noble's own check multiplies by 8 first and would accept what Node refuses.
 */
function satisfiesEquation({ publicKey, message, signature }: RawVerification): boolean {
  const key = pointOf(publicKey)
  if (key === undefined) {
    return false
  }
  const encodedR = signature.subarray(0, 32)
  const challenge = sha512.create().update(encodedR).update(publicKey).update(message).digest()
  const product = key.multiplyUnsafe(reduceByOrder(challenge))
  const expected = Point.BASE.multiplyUnsafe(littleEndian(signature.subarray(32)))
    .subtract(product)
    .toBytes()
  return expected.every((byte, at) => byte === encodedR[at])
}

/** The point, or `undefined` for an encoding that is on no point of the curve: noble throws for it. */
function pointOf(encoded: Bytes): Point | undefined {
  try {
    return Point.fromBytes(encoded)
  } catch {
    return undefined
  }
}
