import { type Bytes, decodeHex } from './encodings.ts'
import { bytesToInteger, modularPower } from './integers.ts'

const fieldPrime = 2n ** 255n - 19n
/** The constant of the curve -x² + y² = 1 + dx²y². */
const curveConstant =
  37_095_705_934_669_439_343_138_083_508_754_565_189_542_113_879_843_219_016_388_785_533_085_940_283_555n
const groupOrder = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n

/** The y coordinates, little-endian, of the eight points whose order divides 8; x and -x share them. */
const smallOrderY: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  fieldPrime - 1n,
  littleEndian(decodeHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a') ?? []),
  littleEndian(decodeHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05') ?? []),
])

/**
 * Whether a public key and a signature are ones that a strict RFC 8032 verifier looks at: both points
 * canonical and not of small order, the scalar below the group order. A key of small order accepts one
 * signature for every message, and libraries disagree about all of these, so they are refused before any
 * library sees them.
 * Requirement `crypto.ed25519.strict`.
 */
export function hasStrictEncodings(publicKey: Bytes, signature: Bytes): boolean {
  return (
    isStrictPoint(publicKey) &&
    isStrictPoint(signature.subarray(0, 32)) &&
    littleEndian(signature.subarray(32)) < groupOrder
  )
}

/**
 * Whether 32 bytes are a public key that signatures are checked against at all: canonical, not of small
 * order, and on the curve. Requirement `crypto.key.point`.
 */
export function isStrictPublicKey(encoded: Bytes): boolean {
  if (!isStrictPoint(encoded)) {
    return false
  }
  const y = yOf(encoded)
  // x² is this fraction; Euler's criterion tells of numerator times denominator alike whether x exists.
  const square = (y * y - 1n) * (curveConstant * y * y + 1n)
  return modularPower(square % fieldPrime, (fieldPrime - 1n) / 2n, fieldPrime) === 1n
}

/** The integer in little-endian bytes. */
export function littleEndian(bytes: Iterable<number>): bigint {
  return bytesToInteger(Uint8Array.from(bytes).toReversed())
}

/** A challenge hash or nonce reduced by the group order. */
export function reduceByOrder(hash: Bytes): bigint {
  return littleEndian(hash) % groupOrder
}

function isStrictPoint(encoded: Bytes): boolean {
  const y = yOf(encoded)
  return y < fieldPrime && !smallOrderY.has(y)
}

/** The top bit is the sign of x; with it gone the rest is y. */
function yOf(encoded: Bytes): bigint {
  return littleEndian(encoded) % 2n ** 255n
}
