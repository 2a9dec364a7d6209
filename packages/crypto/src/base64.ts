import type { Bytes } from './encodings.ts'

/** The digits by their value, as ASCII codes. */
const digits = new TextEncoder().encode(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
)
const padding = 0x3d

/** The value of each ASCII code; anything that is no digit has this one, whose bits show in any sum. */
const noDigit = 0x80
const values = new Uint8Array(256).fill(noDigit)
for (const [value, code] of digits.entries()) {
  values[code] = value
}

/**
 * Standard base64 with padding, on one line. (`btoa` wants a string with a character per byte, and making
 * that of a value of megabytes takes a second.)
 */
export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(4 * Math.ceil(bytes.length / 3)).fill(padding)
  let to = 0
  for (let from = 0; from < bytes.length; from += 3) {
    const rest = bytes.length - from
    const group =
      (byteAt(bytes, from) << 16) | (byteAt(bytes, from + 1) << 8) | byteAt(bytes, from + 2)
    codes[to] = digitOf(group >>> 18)
    codes[to + 1] = digitOf(group >>> 12)
    if (rest > 1) {
      codes[to + 2] = digitOf(group >>> 6)
    }
    if (rest > 2) {
      codes[to + 3] = digitOf(group)
    }
    to += 4
  }
  return new TextDecoder().decode(codes)
}

/**
 * The bytes of standard base64, or `undefined` when the text is anything but the one canonical form:
 * padded, without blanks, unused bits zero. One form per value means that a signature cannot be respelled.
 */
export function decodeBase64(text: string): Bytes | undefined {
  const codes = new TextEncoder().encode(text)
  if (codes.length % 4 !== 0) {
    return undefined
  }
  const padded = codes.at(-1) !== padding ? 0 : codes.at(-2) !== padding ? 1 : 2
  const bytes = new Uint8Array((3 * codes.length) / 4 - padded)
  // Padding counts as zero bits; a digit in its place is found because the last group is not `padded`.
  codes.fill(digitOf(0), codes.length - padded)
  let seen = 0
  let group = 0
  let to = 0
  for (let from = 0; from < codes.length; from += 4) {
    const [first, second] = [valueAt(codes, from), valueAt(codes, from + 1)]
    const [third, fourth] = [valueAt(codes, from + 2), valueAt(codes, from + 3)]
    seen |= first | second | third | fourth
    group = (first << 18) | (second << 12) | (third << 6) | fourth
    // Writes beyond the end, where the padding was, are dropped.
    bytes[to] = group >>> 16
    bytes[to + 1] = group >>> 8
    bytes[to + 2] = group
    to += 3
  }
  const unusedBits = group & ((1 << (8 * padded)) - 1)
  return seen < noDigit && unusedBits === 0 ? bytes : undefined
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

function digitOf(value: number): number {
  return digits[value & 63] ?? padding
}

function valueAt(codes: Bytes, at: number): number {
  return values[codes[at] ?? padding] ?? noDigit
}
