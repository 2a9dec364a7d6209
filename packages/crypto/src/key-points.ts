import type { Bytes } from './encodings.ts'
import { bytesToInteger } from './integers.ts'

const p256Prime = 0xffffffff_00000001_00000000_00000000_00000000_ffffffff_ffffffff_ffffffffn
const p256Constant = 0x5ac635d8_aa3a93e7_b3ebbd55_769886bc_651d06b0_cc53b0f6_3bce3c3e_27d2604bn

/**
 * Whether 65 bytes are an uncompressed point of P-256: both coordinates below the prime, and
 * y² = x³ - 3x + b. The curve has no points of small order, and its point at infinity has no
 * coordinates to write. Requirement `crypto.key.point`.
 */
export function isP256Point(bytes: Bytes): boolean {
  const x = bytesToInteger(bytes.subarray(1, 33))
  const y = bytesToInteger(bytes.subarray(33))
  return (
    bytes[0] === 4 &&
    x < p256Prime &&
    y < p256Prime &&
    (y * y - (x * x * x - 3n * x + p256Constant)) % p256Prime === 0n
  )
}

/** Bytes of an ML-DSA-65 public key before its polynomials. */
const mldsa65SeedBytes = 32

/** The largest coefficient of those polynomials: 2^13 times it is -1 modulo the prime. */
const mldsa65Top = 1_023

/**
 * Whether an ML-DSA-65 public key binds its signatures to a private key. Where every coefficient is 0 or
 * the largest one, the key's part of the equation is too small to matter, and anybody can write
 * a signature that verifies. Requirement `crypto.key.mldsa65`.
 */
export function bindsMldsa65(publicKey: Bytes): boolean {
  for (let at = mldsa65SeedBytes; at < publicKey.length; at += 5) {
    // Four coefficients of ten bits in five bytes, the least significant bits first.
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = publicKey.subarray(at, at + 5)
    const four = [a | (b << 8), (b >> 2) | (c << 6), (c >> 4) | (d << 4), (d >> 6) | (e << 2)]
    if (four.some((bits) => !isNegligible(bits & mldsa65Top))) {
      return true
    }
  }
  return false
}

function isNegligible(coefficient: number): boolean {
  return coefficient === 0 || coefficient === mldsa65Top
}
