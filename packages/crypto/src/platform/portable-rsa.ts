import type { HashingAlgorithm } from '../algorithms.ts'
import type { Bytes } from '../encodings.ts'
import { CryptoError } from '../errors.ts'
import { bytesToInteger, integerToBytes, modularInverse, modularPower } from '../integers.ts'
import { minRsaBits, rsaPublicExponent } from '../limits.ts'
import {
  type RsaPrivateKey,
  type RsaPublicKey,
  readRsaPrivateKey,
  readRsaPublicKey,
} from '../rsa-keys.ts'
import type { Platform, SignatureScheme } from './types.ts'

const hashNames: Readonly<Record<HashingAlgorithm, string>> = {
  sha256: 'SHA-256',
  sha512: 'SHA-512',
}

/** RSASSA-PKCS1-v1_5 and key generation by WebCrypto. Requirement `crypto.rsa.sign`. */
export const portableRsa: SignatureScheme = {
  async generate() {
    const pair = await crypto.subtle.generateKey(
      {
        ...scheme('sha256'),
        modulusLength: minRsaBits,
        publicExponent: integerToBytes(rsaPublicExponent, 3),
      },
      true,
      ['sign', 'verify'],
    )
    const [publicKey, privateKey] = await Promise.all([
      crypto.subtle.exportKey('spki', pair.publicKey),
      crypto.subtle.exportKey('pkcs8', pair.privateKey),
    ])
    return { publicKey: new Uint8Array(publicKey), privateKey: new Uint8Array(privateKey) }
  },
  async sign({ privateKey, message, hashing }) {
    const key = await crypto.subtle
      .importKey('pkcs8', privateKey, scheme(hashing), false, ['sign'])
      .catch((cause: unknown) => {
        throw new CryptoError('malformedKey', 'The RSA private key cannot be used', { cause })
      })
    return new Uint8Array(await crypto.subtle.sign(scheme(hashing).name, key, message))
  },
  async verify({ publicKey, message, signature, hashing }) {
    const key = await crypto.subtle
      .importKey('spki', publicKey, scheme(hashing), false, ['verify'])
      .catch(() => undefined)
    return key !== undefined && crypto.subtle.verify(scheme(hashing).name, key, signature, message)
  },
}

/** RSAES-PKCS1-v1_5, which WebCrypto left out, on BigInt. Requirement `crypto.wrap`. */
export const portableRsaEncrypt: Platform['rsaEncrypt'] = async ({ publicKey, message }) => {
  const { modulus, modulusBytes } = known(readRsaPublicKey(publicKey))
  const block = new Uint8Array(modulusBytes)
  block[1] = 2
  const padding = block.subarray(2, modulusBytes - message.length - 1)
  padding.set(nonZeroBytes(padding.length))
  block.set(message, modulusBytes - message.length)
  const number = modularPower(bytesToInteger(block), rsaPublicExponent, modulus)
  return integerToBytes(number, modulusBytes)
}

/**
 * The private operation on BigInt. The block is blinded, so that time says nothing about it or the key,
 * and the result is checked with the public key, since one slip in half of it would factor the modulus.
 * Requirement `crypto.unwrap.blinded`.
 */
export const portableRsaDecryptRaw: Platform['rsaDecryptRaw'] = async ({ privateKey, block }) => {
  const key = known(readRsaPrivateKey(privateKey))
  const { modulus } = key
  const { factor, inverse } = blinding(key)
  const number = bytesToInteger(block)
  const blinded = (number * modularPower(factor, rsaPublicExponent, modulus)) % modulus
  const opened = (privatePower(blinded, key) * inverse) % modulus
  if (modularPower(opened, rsaPublicExponent, modulus) !== number) {
    throw new CryptoError('undecryptable', 'The RSA private operation gave a wrong result')
  }
  return integerToBytes(opened, key.modulusBytes)
}

function privatePower(base: bigint, key: RsaPrivateKey): bigint {
  const { primeP, primeQ, exponentP, exponentQ, coefficient } = key
  const moduloP = modularPower(base % primeP, exponentP, primeP)
  const moduloQ = modularPower(base % primeQ, exponentQ, primeQ)
  const difference = (moduloP - (moduloQ % primeP) + primeP) % primeP
  return moduloQ + ((coefficient * difference) % primeP) * primeQ
}

/** A random factor and its inverse; one without an inverse would have found a prime of the key. */
function blinding({ modulus, modulusBytes }: RsaPublicKey): { factor: bigint; inverse: bigint } {
  for (;;) {
    const factor = bytesToInteger(crypto.getRandomValues(new Uint8Array(modulusBytes))) % modulus
    const inverse = modularInverse(factor, modulus)
    if (inverse !== undefined) {
      return { factor, inverse }
    }
  }
}

function nonZeroBytes(length: number): Bytes {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  while (bytes.includes(0)) {
    const [fresh] = crypto.getRandomValues(new Uint8Array(1))
    bytes[bytes.indexOf(0)] = fresh ?? 0
  }
  return bytes
}

function scheme(hashing: HashingAlgorithm): { name: string; hash: string } {
  return { name: 'RSASSA-PKCS1-v1_5', hash: hashNames[hashing] }
}

function known<T>(key: T | undefined): T {
  if (key === undefined) {
    throw new CryptoError('malformedKey', 'The RSA key is not in the form the protocol gives it')
  }
  return key
}
