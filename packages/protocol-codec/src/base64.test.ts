import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from './base64.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 40 })

describe('base64', () => {
  it('is what everybody writes, and is read back', () => {
    fc.assert(
      fc.property(text, (plain) => {
        expect(encodeBase64(plain)).toBe(Buffer.from(plain).toString('base64'))
        expect(decodeBase64(encodeBase64(plain))).toBe(plain)
      }),
    )
    const long = '🛠é'.repeat(20_000)
    expect(encodeBase64(long)).toBe(Buffer.from(long).toString('base64'))
    expect(decodeBase64(encodeBase64(long))).toBe(long)
  })

  it.each(['Zm9v\n', ' Zm9v', 'Zm_v', 'Z', 'Zm9=v', 'Zm9v=', '/w=='])('is not in %j', (base64) => {
    expect(decodeBase64(base64)).toBeUndefined()
  })
})

describe('base64url', () => {
  it('is what everybody writes, and is read back', () => {
    fc.assert(
      fc.property(text, (plain) => {
        expect(encodeBase64Url(plain)).toBe(Buffer.from(plain).toString('base64url'))
        expect(decodeBase64Url(encodeBase64Url(plain))).toBe(plain)
      }),
    )
  })

  it.each([
    ['padding', 'Zm8='],
    ['the other alphabet', encodeBase64('?>?>')],
    ['white space', 'Zm9v '],
  ])('is not %s', (_what, base64) => {
    expect(decodeBase64(base64.trim())).toBeDefined()
    expect(decodeBase64Url(base64)).toBeUndefined()
  })
})
