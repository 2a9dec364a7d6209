import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import vectors from '../vectors/base2e15.json' with { type: 'json' }
import { decodeBase2e15, encodeBase2e15 } from './base2e15.ts'
import { decodeHex } from './encodings.ts'
import { maxMessageBytes } from './limits.ts'

it.each(vectors)('data.base2e15: the recorded $hex', ({ hex, codePoints }) => {
  const bytes = decodeHex(hex) ?? new Uint8Array()
  const text = codePoints
    .split(' ')
    .filter((point) => point !== '')
    .map((point) => String.fromCodePoint(Number.parseInt(point, 16)))
    .join('')
  expect(encodeBase2e15(bytes)).toBe(text)
  expect(decodeBase2e15(text)).toEqual(bytes)
})

it('data.base2e15: reads back any bytes, line breaks in between or not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = encodeBase2e15(bytes)
      expect(decodeBase2e15(text)).toEqual(Uint8Array.from(bytes))
      expect(decodeBase2e15(text.split('').join('\r\n'))).toEqual(Uint8Array.from(bytes))
    }),
  )
})

it('data.base2e15: reaches every one of its 32,768 characters', () => {
  const bytes = new Uint8Array(15 * 4096)
  for (let value = 0; value < 32_768; value += 1) {
    for (let bit = 0; bit < 15; bit += 1) {
      const place = 15 * value + bit
      bytes[place >> 3] =
        (bytes[place >> 3] ?? 0) | (((value >> (14 - bit)) & 1) << (7 - (place & 7)))
    }
  }
  const text = encodeBase2e15(bytes)
  expect(new Set(text).size).toBe(32_768)
  expect(decodeBase2e15(text)).toEqual(bytes)
})

it.each([
  ['letters', 'plain text'],
  ['the gaps between its runs', '\u33ff\ua000\uabff\ud7a4\uffff'],
  ['emoji', '🛠'],
])('data.base2e15: finds no bytes in %s', (_, text) => {
  expect(decodeBase2e15(text)).toEqual(new Uint8Array())
})

it('data.base2e15: a last character without anything before it is still one byte', () => {
  expect(decodeBase2e15('\u3440')).toEqual(Uint8Array.of(0x80))
  expect(decodeBase2e15('\u3440\u3480')).toEqual(Uint8Array.of(0x80))
})

it('crypto.bounds: refuses more than a line holds', () => {
  expect(() => decodeBase2e15('\u3480'.repeat(maxMessageBytes + 1))).toThrow(
    'longer than a protocol line',
  )
  expect(() => encodeBase2e15(new Uint8Array(maxMessageBytes + 1))).toThrow(
    'longer than a protocol line',
  )
})
