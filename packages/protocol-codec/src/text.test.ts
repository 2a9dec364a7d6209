import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shortened, trimLine } from './text.ts'

// wire.line.trim
describe('trimLine', () => {
  it.each([
    ['', ''],
    [' \t\r\n\v\f', ''],
    ['  noop:0  ', 'noop:0'],
    ['noop:0\r\n', 'noop:0'],
    ['\ufeffnoop:0', 'noop:0'],
    ['\u0085noop:0\u0085', 'noop:0'],
    ['\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000x y\u3000', 'x y'],
    ['noop:0\u0000', 'noop:0\u0000'],
    ['\u200bx', '\u200bx'],
  ])('makes %j into %j', (text, trimmed) => {
    expect(trimLine(text)).toBe(trimmed)
  })

  it('trims what JavaScript trims, and U+0085', () => {
    const unit = fc.constantFrom(' ', '\t', '\u0085', '\ufeff', 'a', '\u0000', '🛠')
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const asSpaces = text.replaceAll('\u0085', ' ')
        expect(trimLine(text).replaceAll('\u0085', ' ')).toBe(asSpaces.trim())
      }),
    )
  })
})

// wire.fault.bounded
describe('shortened', () => {
  it.each([
    ['', ''],
    ['abcd', 'abcd'],
    ['abcde', 'abcd…'],
    ['abc🛠e', 'abc…'],
    ['ab🛠e', 'ab🛠…'],
  ])('makes %j into %j where four units are too many', (text, short) => {
    expect(shortened(text, 4)).toBe(short)
  })
})
