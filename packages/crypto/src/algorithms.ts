import { decodeBase64, encodeBase64 } from './base64.ts'
import { isStrictPublicKey } from './ed25519-strict.ts'
import { type Bytes, decodeHex, decodeUtf8, encodeHex } from './encodings.ts'
import { bytesToInteger } from './integers.ts'
import { bindsMldsa65, isP256Point } from './key-points.ts'
import { maxKeyTextChars } from './limits.ts'
import { readRsaPrivateKey, readRsaPublicKey } from './rsa-keys.ts'

/** The signature algorithms by their names on the wire. Requirement `crypto.algorithms`. */
export type SigningAlgorithm = 'rsa2048' | 'ecc_secp256r1' | 'mldsa65' | 'ed25519'

/** The hashes that an RSA signature may be made over. Requirement `crypto.rsa.sign`. */
export type HashingAlgorithm = 'sha256' | 'sha512'

/** A signing key pair in the protocol's own texts, ready for a key file or an atServer. */
export type KeyPair = {
  readonly algorithm: SigningAlgorithm
  readonly publicKey: string
  readonly privateKey: string
}

/** How one algorithm's keys and signatures are written; reading gives `undefined` for any other shape. */
export type KeyForm = {
  readonly publicKey: TextForm
  readonly privateKey: TextForm
  readonly signature: TextForm
}

type TextForm = {
  readonly read: (text: string) => Bytes | undefined
  readonly write: (bytes: Bytes) => string
}

/** The texts of every algorithm. Requirement `crypto.algorithms`. */
export const KEY_FORMS: Readonly<Record<SigningAlgorithm, KeyForm>> = {
  rsa2048: {
    publicKey: base64((bytes) => readRsaPublicKey(bytes) !== undefined),
    privateKey: base64((bytes) => readRsaPrivateKey(bytes) !== undefined),
    signature: base64(() => true),
  },
  ecc_secp256r1: {
    publicKey: hex(65, isP256Point),
    privateKey: hex(32, isP256Scalar),
    signature: base64OfLowerHex(64),
  },
  mldsa65: {
    publicKey: base64((bytes) => bytes.length === 1952 && bindsMldsa65(bytes)),
    privateKey: base64(4032),
    signature: base64(3309),
  },
  ed25519: {
    publicKey: base64((bytes) => bytes.length === 32 && isStrictPublicKey(bytes)),
    privateKey: base64(32),
    signature: base64(64),
  },
}

const names: readonly SigningAlgorithm[] = ['rsa2048', 'ecc_secp256r1', 'mldsa65', 'ed25519']

/**
 * Which algorithm a public key is for, from the shape of its text alone: base64 of an RSA
 * SubjectPublicKeyInfo, 130 hexadecimal characters starting `04`, base64 of 1952 bytes, base64 of 32 bytes.
 * `undefined` for anything else, and for what has the shape but is no key, so that nothing is ever
 * verified against it (`crypto.key.point`, `crypto.key.mldsa65`). A verifier takes the algorithm from here, never from the sender.
 * Requirement `crypto.algorithm.from-key`.
 */
export function algorithmOf(publicKey: string): SigningAlgorithm | undefined {
  return names.find((name) => KEY_FORMS[name].publicKey.read(publicKey) !== undefined)
}

/** The number of points on the curve P-256; a private key is between zero and it. */
const p256Order = 0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n

function isP256Scalar(bytes: Bytes): boolean {
  const scalar = bytesToInteger(bytes)
  return scalar > 0n && scalar < p256Order
}

function base64(accepts: number | ((bytes: Bytes) => boolean)): TextForm {
  const accepted = (bytes: Bytes): boolean =>
    typeof accepts === 'number' ? bytes.length === accepts : accepts(bytes)
  return {
    read: (text) => {
      const bytes = text.length > maxKeyTextChars ? undefined : decodeBase64(text)
      return bytes !== undefined && accepted(bytes) ? bytes : undefined
    },
    write: encodeBase64,
  }
}

function hex(length: number, accepts: (bytes: Bytes) => boolean): TextForm {
  return {
    read: (text) => {
      const bytes = text.length === 2 * length ? decodeHex(text) : undefined
      return bytes !== undefined && accepts(bytes) ? bytes : undefined
    },
    write: encodeHex,
  }
}

/** The protocol wraps P-256 signatures twice: base64 of the ASCII letters of lower-case hexadecimal. */
function base64OfLowerHex(length: number): TextForm {
  const outer = base64(2 * length)
  return {
    read: (text) => {
      const letters = outer.read(text)
      const inner = letters && decodeUtf8(letters)
      return inner === undefined || inner !== inner.toLowerCase() ? undefined : decodeHex(inner)
    },
    write: (bytes) => encodeBase64(new TextEncoder().encode(encodeHex(bytes))),
  }
}
