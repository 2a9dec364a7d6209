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
    const token = `pol1.${encodeBase64Url(`{"v":"@alice","n":"${nonce}","alg":"ml-dsa-65"}`)}`
    expect(readPolChallenge(token)).toEqual({ kind: 'bound', verifier: '@alice' })
  })

  it.each(['', nonce, 'pol1', 'POL1.e30', 'xpol1.e30'])('%j is a plain one', (token) => {
    expect(readPolChallenge(token)).toEqual({ kind: 'plain' })
  })

  const good = `"v":"@alice","n":"${nonce}"`
  const json = (members: string): string => encodeBase64Url(`{${members}}`)
  it.each([
    ['nothing', ''],
    ['no object', encodeBase64Url('"@alice"')],
    ['an array', encodeBase64Url(`["@alice","${nonce}"]`)],
    ['null', encodeBase64Url('null')],
    ['no verifier', json(`"n":"${nonce}"`)],
    ['a verifier that is no text', json(`"v":["@alice"],"n":"${nonce}"`)],
    ['a verifier without its @', json(`"v":"alice","n":"${nonce}"`)],
    ['a verifier in capitals', json(`"v":"@Alice","n":"${nonce}"`)],
    ['an empty verifier', json(`"v":"","n":"${nonce}"`)],
    ['an inherited verifier', json(`"__proto__":{${good}}`)],
    ['two verifiers', json(`"v":"@bob",${good}`)],
    ['two verifiers, one of them escaped', json(`"\\u0076":"@bob",${good}`)],
    ['no nonce', json('"v":"@alice"')],
    ['an empty nonce', json('"v":"@alice","n":""')],
    ['a nonce that is no text', json('"v":"@alice","n":1')],
    ['a nonce that is no UUID', json('"v":"@alice","n":"transfer everything"')],
    ['a nonce in capitals', json(`"v":"@alice","n":"AAAAAAAA${nonce.slice(8)}"`)],
    ['two nonces', json(`${good},"n":"${nonce}"`)],
    ['no JSON', encodeBase64Url('{"v":')],
    ['more than JSON', encodeBase64Url(`{${good}}}`)],
    ['padding', `${encodeBase64Url(`{${good}} `)}=`],
    ['the other alphabet', `${json(good)}+/`],
    ['bits left over', encodeBase64Url(`{${good}} `).replace(/A$/u, 'B')],
    ['white space', ` ${json(good)}`],
    ['white space behind', `${json(good)} `],
    ['half a character', Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')],
    ['too much', json(`${good},"x":"${'x'.repeat(2_000)}"`)],
  ])('with %s is malformed', (_what, payload) => {
    expect(readPolChallenge(`pol1.${payload}`)).toEqual({ kind: 'malformed' })
  })
})
