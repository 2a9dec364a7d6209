import { describe, expect, it } from 'vitest'
import { exchangesOf } from './exchanges.ts'
import { readGolden } from './golden.ts'
import { findRecordedKeys, isSignedBy } from './recorded-keys.ts'

const names = ['03-from-cram-pkam', '04-activation-bob-colin', '07-pol-by-hand']
const exchanges = names.flatMap((name) => exchangesOf(readGolden(name)))
const keys = findRecordedKeys(exchanges)

/** The signatures of a recording by connection, each with the challenge that it answers. */
function signed(name: string, connection: string): { message: string; signature: string }[] {
  const own = exchangesOf(readGolden(name)).filter((each) => each.connection === connection)
  let message = ''
  return own.flatMap(({ writes, received }) => {
    const sent = writes.map((write) => Buffer.from(write).toString()).join('')
    message = sent.startsWith('from:')
      ? (received.split('\n')[0]?.slice('data:'.length) ?? '')
      : message
    const signature = /^pkam:(?:\w+:\w+:)*(?<signature>\S+)\n$/u.exec(sent)?.groups?.['signature']
    return signature === undefined ? [] : [{ message, signature }]
  })
}

describe('the keys of a recording', () => {
  it('are found for every owner that logged in', () => {
    expect([...keys.pkam.keys()]).toEqual(['alice', 'bob', 'colin'])
    expect([...keys.signing.keys()]).toEqual(['bob'])
  })

  it.each([
    ['alice#11', 'RSA-SHA256', true],
    ['alice#12', 'RSA-SHA256', false],
    ['alice#13', 'RSA-SHA256', false],
    ['alice#16', 'RSA-SHA512', true],
    ['alice#16', 'RSA-SHA256', false],
  ])('tell the signature on %s under %s right or wrong: %s', (connection, hash, right) => {
    const [first] = signed('03-from-cram-pkam', connection)
    expect(first).toBeDefined()
    const { message = '', signature = '' } = first ?? {}
    expect(isSignedBy(keys.pkam.get('alice'), { message, signature, hash })).toBe(right)
  })
})
