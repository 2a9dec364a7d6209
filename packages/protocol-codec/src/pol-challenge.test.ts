import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAtSign } from './at-sign.ts'
import { encodeBase64Url } from './base64.ts'
import { formatPolChallenge, readPolChallenge } from './pol-challenge.ts'

const nonce = '11111111-2222-4333-8444-555555555555'

// auth.pol.bound-challenge
describe('pol challenges', () => {
  it('are written as published', () => {
    const token = formatPolChallenge({ verifier: parseAtSign('@alice'), nonce })
    const json = `{"v":"@alice","n":"${nonce}"}`
    expect(token).toBe(`pol1.${Buffer.from(json).toString('base64url')}`)
  })

  it('name their verifier and hold neither colon nor white space', () => {
    const name = fc.string({
      unit: fc.constantFrom(...'a b z 0 1 9 _ - 🛠 ✊ ©'.split(' ')),
      minLength: 1,
      maxLength: 55,
    })
    fc.assert(
      fc.property(name, fc.uuid(), (text, uuid) => {
        const verifier = parseAtSign(text)
        const token = formatPolChallenge({ verifier, nonce: uuid })
        expect(token).toMatch(/^pol1\.[A-Za-z0-9_-]+$/u)
        expect(readPolChallenge(token)).toEqual({ kind: 'bound', verifier })
      }),
    )
  })

  it('may carry more members', () => {
    const token = `pol1.${encodeBase64Url('{"v":"@alice","n":"x","alg":"ml-dsa-65"}')}`
    expect(readPolChallenge(token)).toEqual({ kind: 'bound', verifier: '@alice' })
  })

  it.each(['', nonce, 'pol1', 'POL1.e30', 'xpol1.e30'])('%j is a plain one', (token) => {
    expect(readPolChallenge(token)).toEqual({ kind: 'plain' })
  })

  it.each([
    ['nothing', ''],
    ['no object', encodeBase64Url('"@alice"')],
    ['an array', encodeBase64Url('["@alice"]')],
    ['null', encodeBase64Url('null')],
    ['no verifier', encodeBase64Url('{"n":"x"}')],
    ['a verifier that is no text', encodeBase64Url('{"v":["@alice"]}')],
    ['an inherited verifier', encodeBase64Url('{"__proto__":{"v":"@alice"}}')],
    ['no JSON', encodeBase64Url('{"v":')],
    ['padding', `${encodeBase64Url('{"v":"@alice"} ')}=`],
    ['the other alphabet', `${encodeBase64Url('{"v":"@alice"}')}+/`],
    ['white space', ` ${encodeBase64Url('{"v":"@alice"}')}`],
    ['half a character', Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')],
    ['too much', encodeBase64Url(JSON.stringify({ v: '@alice', n: 'x'.repeat(2_000) }))],
  ])('with %s is malformed', (_what, payload) => {
    expect(readPolChallenge(`pol1.${payload}`)).toEqual({ kind: 'malformed' })
  })
})
