import type { Bytes } from './encodings.ts'

/** What is inside is always the base64 of 32 bytes: 43 characters of the alphabet and one `=`. */
const keyChars = 44

/**
 * Takes `00 02 <non-zero bytes> 00 <44 characters of an AES key>` apart, or gives `undefined`. Every byte
 * is looked at whatever the others are, without a branch until the end: RSA padding that fails faster in
 * one way than in another lets a patient sender decrypt what is not his. Since the contents have a known
 * length, the place of the separator is known too and need not be searched.
 * Requirement `crypto.unwrap.constant-time`.
 */
export function openWrappedBlock(block: Bytes): string | undefined {
  const keyStart = block.length - keyChars
  let wrong = 0
  let last = 0
  for (const [at, byte] of block.entries()) {
    // Which check applies depends on the position alone, which is no secret.
    if (at === 0 || at === keyStart - 1) {
      wrong |= byte
    } else if (at === 1) {
      wrong |= byte ^ 2
    } else if (at < keyStart) {
      wrong |= isBetween(byte, 0, 0)
    } else if (at < block.length - 1) {
      const digit = base64Digit(byte)
      wrong |= 1 ^ digit.valid
      last = digit.value
    } else {
      wrong |= byte ^ 0x3d
    }
  }
  // 43 digits hold 258 bits: the two left over are zero in the canonical text.
  wrong |= last & 3
  return wrong === 0 ? String.fromCharCode(...block.subarray(keyStart)) : undefined
}

/** The value of one base64 digit, by arithmetic: a table would be read at a secret place. */
function base64Digit(byte: number): { readonly valid: number; readonly value: number } {
  const upper = isBetween(byte, 0x41, 0x5a)
  const lower = isBetween(byte, 0x61, 0x7a)
  const digit = isBetween(byte, 0x30, 0x39)
  const plus = isBetween(byte, 0x2b, 0x2b)
  const slash = isBetween(byte, 0x2f, 0x2f)
  return {
    valid: upper | lower | digit | plus | slash,
    value:
      (-upper & (byte - 0x41)) |
      (-lower & (byte - 0x61 + 26)) |
      (-digit & (byte - 0x30 + 52)) |
      (-plus & 62) |
      (-slash & 63),
  }
}

/** 1 when low <= byte <= high, else 0: both differences are negative only outside. */
function isBetween(byte: number, low: number, high: number): number {
  return (~((byte - low) | (high - byte)) >>> 31) & 1
}
