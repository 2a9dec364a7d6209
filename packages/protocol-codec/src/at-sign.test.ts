import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAtSign, parseAtSign } from './at-sign.ts'
import { AtFault } from './faults.ts'

/** Any UTF-16 unit, halves of characters included. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))

const empty = 'invalid @sign: must include one @ character and at least one character on the right'
const twoSigns = 'invalid @sign: Cannot Contain more than one @ character'
const reserved = "invalid @sign: Cannot contain !*'`();:&=+$,/?#[]{} characters"
const whiteSpace = 'invalid @sign: Cannot Contain whitespace characters'
const control = 'invalid @sign: must not include control characters'
const body = 'invalid @sign: must be 1 to 55 letters, digits, underscores, hyphens or emoji'

// wire.atsign.normal-form
describe('parseAtSign', () => {
  it.each([
    ['alice', '@alice'],
    ['@alice', '@alice'],
    ['@ALICE', '@alice'],
    ['@al.i.ce', '@alice'],
    ['.alice', '@alice'],
    ['@.alice.', '@alice'],
    ['@Alice🛠', '@alice🛠'],
    ['@a_b-1', '@a_b-1'],
    ['@🛠🛠', '@🛠🛠'],
    ['@✊️', '@✊️'],
    ['@©', '@©'],
    // The Kelvin sign is a k once lower-cased.
    ['@\u212a', '@k'],
    [`@${'a'.repeat(55)}`, `@${'a'.repeat(55)}`],
    [`@${'🛠'.repeat(55)}`, `@${'🛠'.repeat(55)}`],
  ])('reads %j as %s', (text, sign) => {
    expect(parseAtSign(text)).toBe(sign)
  })

  it.each([
    ['', empty],
    ['@', empty],
    ['.', empty],
    ['@...', empty],
    ['@@', twoSigns],
    ['@a@b', twoSigns],
    ['a@', twoSigns],
    ['a@b.c', twoSigns],
    ['@a!b', reserved],
    ['@a:b', reserved],
    ["@a'b", reserved],
    ['@a`b', reserved],
    ['@a[b]', reserved],
    ['@a{', reserved],
    // Reserved characters are looked for before white space, and that before control characters.
    ['@a +', reserved],
    ['@a\u0000 b', whiteSpace],
    [' alice', whiteSpace],
    ['@a\u0085b', whiteSpace],
    ['@a\u00a0b', whiteSpace],
    ['@a\u2003b', whiteSpace],
    ['@a\u3000b', whiteSpace],
    ['@a\nb', whiteSpace],
    ['@a\u0000b', control],
    ['@a\u007f', control],
    ['@a\u2400', control],
    ['@a\u2421', control],
    ['@café', body],
    ['@a"b', body],
    ['@a\u2600\ufeff', body],
    ['@\ud83d', body],
    [`@${'a'.repeat(56)}`, body],
    [`@${'🛠'.repeat(56)}`, body],
  ])('refuses %j', (text, detail) => {
    expect(() => parseAtSign(text)).toThrow(new AtFault('invalidAtSign', detail))
    expect(isAtSign(text)).toBe(false)
  })

  it('gives a normal form that it reads as itself', () => {
    fc.assert(
      fc.property(anyAtSignText, (text) => {
        const sign = tryParse(text)
        expect(sign === undefined || (parseAtSign(sign) === sign && isAtSign(sign))).toBe(true)
        expect(sign ?? '@x').toMatch(/^@[^@.\sA-Z]+$/u)
      }),
    )
  })
})

describe('isAtSign', () => {
  it.each(['alice', '@Alice', '@al.ice', '@', '', '@a@b'])('is false for %j', (text) => {
    expect(isAtSign(text)).toBe(false)
  })

  it('is true exactly for what parsing leaves alone', () => {
    fc.assert(
      fc.property(anyAtSignText, (text) => {
        expect(isAtSign(text)).toBe(tryParse(text) === text)
      }),
    )
  })
})

const anyAtSignText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: anyUnit, maxLength: 70 }),
  fc.string({
    unit: fc.constantFrom(...'a Z 0 9 _ - . @ 🛠 é : \u212a İ \ufe0f'.split(' '), ' ', '\u2003'),
    maxLength: 60,
  }),
  fc.string({
    unit: fc.constantFrom(...'a b c X Y Z 0 1 9 _ - . 🛠 ✊'.split(' ')),
    minLength: 1,
    maxLength: 60,
  }),
)

function tryParse(text: string): string | undefined {
  try {
    return parseAtSign(text)
  } catch (error) {
    if (error instanceof AtFault) {
      return undefined
    }
    throw error
  }
}
