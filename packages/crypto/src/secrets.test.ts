import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readAesKey } from './aes.ts'
import { equalConstantTime, generateAesKey, generateIv } from './secrets.ts'

// Few characters, so that texts are often equal or each other's beginning.
const text = fc.string({ unit: fc.constantFrom('a', 'b', '\u0000', '🛠', '\ud800'), maxLength: 4 })

it('crypto.constant-time: says what === says', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(equalConstantTime(a, b)).toBe(a === b)
      expect(equalConstantTime(a, a)).toBe(true)
      expect(equalConstantTime(a, a + b)).toBe(b === '')
      expect(equalConstantTime(a + b, a)).toBe(b === '')
    }),
  )
})

it.each([
  ['', '', true],
  ['', 'a', false],
  ['a', '', false],
  ['a', 'a\u0000', false],
  ['a\u0000', 'a', false],
  ['\ud800', '\ud801', false],
  ['abc', 'abd', false],
  ['ABC', 'abc', false],
])('crypto.constant-time: %j and %j are equal: %s', (a, b, equal) => {
  expect(equalConstantTime(a, b)).toBe(equal)
})

it('crypto.aes.key, crypto.aes.iv: makes keys and vectors of the right size, never the same', () => {
  const keys = Array.from({ length: 100 }, generateAesKey)
  expect(new Set(keys).size).toBe(100)
  expect(keys.map((key) => readAesKey(key).length)).toEqual(keys.map(() => 32))
  const vectors = Array.from({ length: 100 }, () => generateIv().join())
  expect(new Set(vectors).size).toBe(100)
  expect(generateIv()).toHaveLength(16)
})
