import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { promisify } from 'node:util'
import type { HashingAlgorithm } from '../algorithms.ts'
import { hasStrictEncodings } from '../ed25519-strict.ts'
import type { Bytes } from '../encodings.ts'
import { CryptoError } from '../errors.ts'
import { minRsaBits } from '../limits.ts'
import { portableMldsa65 } from './portable-mldsa65.ts'
import type { RawKeyPair, SignatureScheme } from './types.ts'

/** The DER that comes before the raw bytes of a key, in hexadecimal; RSA keys are whole DER already. */
type DerPrefixes = { readonly spki: string; readonly pkcs8: string }

type Hashing = (chosen: HashingAlgorithm) => HashingAlgorithm | null

const p256Der: DerPrefixes = {
  spki: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  pkcs8: '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420',
}
const ed25519Der: DerPrefixes = {
  spki: '302a300506032b6570032100',
  pkcs8: '302e020100300506032b657004220420',
}
/** The private key is given in its expanded form, not as a seed. */
const mldsa65Der: DerPrefixes = {
  spki: '308207b2300b0609608648016503040312038207a100',
  pkcs8: '30820fd8020100300b060960864801650304031204820fc404820fc0',
}

/** RSASSA-PKCS1-v1_5 by OpenSSL. Requirement `crypto.rsa.sign`. */
export const nativeRsa: SignatureScheme = {
  ...signing({ spki: '', pkcs8: '' }, (chosen) => chosen),
  async generate() {
    return promisify(generateKeyPair)('rsa', {
      modulusLength: minRsaBits,
      publicKeyEncoding: { format: 'der', type: 'spki' },
      privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    })
  },
}

/** ECDSA on P-256 by OpenSSL; always over SHA-256. Requirement `crypto.ecdsa.wire`. */
export const nativeP256: SignatureScheme = {
  ...signing(p256Der, () => 'sha256'),
  async generate() {
    const curve = createECDH('prime256v1')
    const publicKey = curve.generateKeys()
    // OpenSSL leaves out leading zeros of the scalar.
    const privateKey = new Uint8Array(32)
    const scalar = curve.getPrivateKey()
    privateKey.set(scalar, privateKey.length - scalar.length)
    return { publicKey, privateKey }
  },
}

/** Ed25519 by OpenSSL; the private key is the 32-byte seed of RFC 8032. Requirement `crypto.ed25519.strict`. */
export const nativeEd25519: SignatureScheme = {
  ...signing(ed25519Der, () => null),
  async generate() {
    const privateKey = randomBytes(32)
    const spki = createPublicKey(privateKeyObject(ed25519Der, privateKey))
    return { privateKey, publicKey: spki.export({ format: 'der', type: 'spki' }).subarray(-32) }
  },
  verify: async (request) =>
    hasStrictEncodings(request.publicKey, request.signature) &&
    signing(ed25519Der, () => null).verify(request),
}

/**
 * ML-DSA-65 by OpenSSL where this release of Node has it, else by noble. Keys are always made by noble:
 * OpenSSL keeps the seed, and the protocol wants the expanded key.
 * Requirement `crypto.mldsa65`.
 */
export const nativeMldsa65: SignatureScheme = {
  generate: (): Promise<RawKeyPair> => portableMldsa65.generate(),
  sign: (request) => mldsa65().sign(request),
  verify: (request) => mldsa65().verify(request),
}

let hasMldsa65: boolean | undefined

function mldsa65(): Pick<SignatureScheme, 'sign' | 'verify'> {
  // Any 1952 bytes are a public key. Releases before 24 read it, but do not name it and cannot use it.
  hasMldsa65 ??=
    publicKeyObject(mldsa65Der, new Uint8Array(1952))?.asymmetricKeyType === 'ml-dsa-65'
  return hasMldsa65 ? signing(mldsa65Der, () => null) : portableMldsa65
}

function signing(
  prefixes: DerPrefixes,
  hashing: Hashing,
): Pick<SignatureScheme, 'sign' | 'verify'> {
  return {
    async sign(request) {
      const key = privateKeyObject(prefixes, request.privateKey)
      return sign(hashing(request.hashing), request.message, { key, dsaEncoding: 'ieee-p1363' })
    },
    async verify(request) {
      const key = publicKeyObject(prefixes, request.publicKey)
      return (
        key !== undefined &&
        verify(
          hashing(request.hashing),
          request.message,
          { key, dsaEncoding: 'ieee-p1363' },
          request.signature,
        )
      )
    },
  }
}

function privateKeyObject(prefixes: DerPrefixes, raw: Bytes): KeyObject {
  try {
    return createPrivateKey({ key: der(prefixes.pkcs8, raw), format: 'der', type: 'pkcs8' })
  } catch (cause) {
    throw new CryptoError('malformedKey', 'The private key cannot be used', { cause })
  }
}

/** `undefined` where OpenSSL throws: the bytes are no point of the curve, or the algorithm is unknown. */
function publicKeyObject(prefixes: DerPrefixes, raw: Bytes): KeyObject | undefined {
  try {
    return createPublicKey({ key: der(prefixes.spki, raw), format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

function der(prefix: string, raw: Bytes): Buffer {
  return Buffer.concat([Buffer.from(prefix, 'hex'), raw])
}
