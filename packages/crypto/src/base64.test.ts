import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from './base64.ts'

it('writes what Node writes, and reads it back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      expect(encodeBase64(bytes)).toBe(text)
      expect(decodeBase64(text)).toEqual(Uint8Array.from(bytes))
    }),
  )
})

it('reads a text only if it is how its bytes are written', () => {
  const digit = fc.constantFrom(...Array.from('ABYZabyz0189+/=-_ \n\u00e9\u2713'))
  const text = fc.string({ unit: digit, maxLength: 12 })
  fc.assert(
    fc.property(text, (base64) => {
      const bytes = Buffer.from(base64, 'base64')
      const isCanonical = bytes.toString('base64') === base64
      expect(decodeBase64(base64)).toEqual(isCanonical ? Uint8Array.from(bytes) : undefined)
    }),
    { numRuns: 3000 },
  )
})

it.each([
  '=',
  '====',
  'A===',
  'AA=A',
  '=AAA',
  'AAAA====',
  'AA==AAAA',
  'AB==',
  'AAB=',
  'AAAA\n',
  'AA',
])('does not read %j', (text) => {
  expect(decodeBase64(text)).toBeUndefined()
})

it('reads and writes a megabyte', () => {
  const bytes = new Uint8Array(1_000_001).map((_, at) => at * 7)
  expect(decodeBase64(encodeBase64(bytes))?.every((byte, at) => byte === bytes[at])).toBe(true)
})
