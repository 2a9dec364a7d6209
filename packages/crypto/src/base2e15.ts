import { CryptoError } from './errors.ts'
import { maxMessageBytes } from './limits.ts'

/** Where the three runs of 15-bit characters start, as value and as code point. */
const runs = [
  { value: 0x545c, codePoint: 0xac00 },
  { value: 0x1936, codePoint: 0x4e00 },
  { value: 0, codePoint: 0x3480 },
] as const

const firstTail = 0x3400
const lastTail = 0x347f
const endOfHan = 0x9fff
const endOfHangul = 0xd7a3

/**
 * Bytes as text, 15 bits to a character, most significant first: how binary values travel before they are
 * encrypted. Up to 7 bits left over become one character of a run of their own. Throws `CryptoError`
 * `tooLarge` for more bytes than a protocol line holds.
 * Requirement `data.base2e15`.
 */
export function encodeBase2e15(bytes: Uint8Array): string {
  refuseAbsurd(bytes.length)
  const characters: string[] = []
  let pending = 0
  let bits = 0
  for (const byte of bytes) {
    pending = (pending << 8) | byte
    bits += 8
    if (bits >= 15) {
      bits -= 15
      characters.push(characterOf(pending >>> bits))
      pending &= (1 << bits) - 1
    }
  }
  if (bits > 7) {
    characters.push(characterOf(pending << (15 - bits)))
  } else if (bits > 0) {
    characters.push(String.fromCharCode(firstTail + (pending << (7 - bits))))
  }
  return characters.join('')
}

/**
 * The bytes of base2e15 text. Characters outside its alphabet, such as line breaks, are skipped. Throws
 * `CryptoError` `tooLarge` for text longer than a protocol line.
 * Requirement `data.base2e15`.
 */
export function decodeBase2e15(text: string): Uint8Array {
  refuseAbsurd(text.length)
  const bytes = new Uint8Array(Math.ceil((15 * text.length) / 8))
  let length = 0
  let pending = 0
  let bits = 0
  for (let at = 0; at < text.length; at += 1) {
    const codeUnit = text.charCodeAt(at)
    if (codeUnit >= firstTail && codeUnit <= lastTail) {
      // Its seven bits complete exactly one byte, and end the data.
      const tail = ((pending << 7) | (codeUnit - firstTail)) << 1
      bytes[length++] = tail >>> bits
      break
    }
    const value = valueOf(codeUnit)
    if (value === undefined) {
      continue
    }
    pending = (pending << 15) | value
    bits += 15
    while (bits >= 8) {
      bits -= 8
      bytes[length++] = pending >>> bits
    }
    pending &= (1 << bits) - 1
  }
  return bytes.slice(0, length)
}

function characterOf(value: number): string {
  const run = runs.find((each) => value >= each.value) ?? runs[2]
  return String.fromCharCode(run.codePoint + value - run.value)
}

function valueOf(codeUnit: number): number | undefined {
  if (codeUnit > endOfHangul || (codeUnit > endOfHan && codeUnit < runs[0].codePoint)) {
    return undefined
  }
  const run = runs.find((each) => codeUnit >= each.codePoint)
  return run && codeUnit - run.codePoint + run.value
}

function refuseAbsurd(length: number): void {
  if (length > maxMessageBytes) {
    throw new CryptoError('tooLarge', 'The data is longer than a protocol line can be')
  }
}
