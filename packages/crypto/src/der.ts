import type { Bytes } from './encodings.ts'

/** The tags that RSA keys are made of. */
export const derTags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  sequence: 0x30,
} as const

/** One element, and what follows it. */
export type DerElement = { readonly content: Bytes; readonly rest: Bytes }

/**
 * Reads one DER element with the expected tag, or gives `undefined`. Strict: definite lengths in their
 * shortest form only, so that a key has one spelling and no parser is asked to guess.
 */
export function readElement(input: Bytes, tag: number): DerElement | undefined {
  const [foundTag, firstLength] = input
  if (foundTag !== tag || firstLength === undefined) {
    return undefined
  }
  const lengthBytes = firstLength < 0x80 ? 0 : firstLength - 0x80
  // Two length bytes reach 64 KiB, far beyond any key here; 0x80 alone is the indefinite form.
  if (firstLength === 0x80 || lengthBytes > 2 || input.length < 2 + lengthBytes) {
    return undefined
  }
  const length =
    lengthBytes === 0
      ? firstLength
      : input.subarray(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0)
  const shortest = lengthBytes === 0 || length >= (lengthBytes === 1 ? 0x80 : 0x100)
  const start = 2 + lengthBytes
  if (!shortest || input.length < start + length) {
    return undefined
  }
  return { content: input.subarray(start, start + length), rest: input.subarray(start + length) }
}

/** Reads a non-negative INTEGER in its shortest form; `content` comes without the sign byte. */
export function readUnsigned(input: Bytes): DerElement | undefined {
  const element = readElement(input, derTags.integer)
  const [first, second] = element?.content ?? []
  if (element === undefined || first === undefined || first >= 0x80) {
    return undefined
  }
  if (first === 0 && second !== undefined) {
    return second < 0x80 ? undefined : { content: element.content.subarray(1), rest: element.rest }
  }
  return element
}
