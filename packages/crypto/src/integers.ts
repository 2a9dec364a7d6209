import { type Bytes, encodeHex } from './encodings.ts'

/** The unsigned big-endian integer in `bytes`. */
export function bytesToInteger(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${encodeHex(bytes)}`)
}

/** `value` as big-endian bytes, exactly `length` of them; the caller knows that it fits. */
export function integerToBytes(value: bigint, length: number): Bytes {
  const hex = value.toString(16).padStart(2 * length, '0')
  return Uint8Array.from({ length }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16))
}

/** Bits of the exponent taken per step of {@link modularPower}. */
const windowBits = 4

/**
 * base^exponent mod modulus. Every window of the exponent costs the same squarings and one
 * multiplication, whatever its bits are; BigInt itself is not constant-time, so secrets come here blinded.
 */
export function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const powers = [1n]
  for (let at = 1; at < 1 << windowBits; at += 1) {
    powers.push(((powers[at - 1] ?? 1n) * base) % modulus)
  }
  let result = 1n
  for (const digit of exponent.toString(1 << windowBits)) {
    for (let square = 0; square < windowBits; square += 1) {
      result = (result * result) % modulus
    }
    result = (result * (powers[Number.parseInt(digit, 1 << windowBits)] ?? 1n)) % modulus
  }
  return result
}

/** The inverse of `value` mod `modulus`, or `undefined` when they share a factor. */
export function modularInverse(value: bigint, modulus: bigint): bigint | undefined {
  let [remainder, nextRemainder] = [modulus, value % modulus]
  let [coefficient, nextCoefficient] = [0n, 1n]
  while (nextRemainder !== 0n) {
    const quotient = remainder / nextRemainder
    ;[remainder, nextRemainder] = [nextRemainder, remainder - quotient * nextRemainder]
    ;[coefficient, nextCoefficient] = [nextCoefficient, coefficient - quotient * nextCoefficient]
  }
  return remainder === 1n ? ((coefficient % modulus) + modulus) % modulus : undefined
}
