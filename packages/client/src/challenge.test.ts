import { parseAtSign } from '@atnet/protocol-codec'
import { expect, it } from 'vitest'
import { isOwnChallenge } from './challenge.ts'

const alice = parseAtSign('@alice')
const session = 'c1f2d3a4-5b6c-4d7e-8f90-0123456789ab'
const nonce = '11111111-2222-4333-8444-555555555555'

// client.challenge.shape
it('lets the owner sign a challenge of the own atSign', () => {
  expect(isOwnChallenge(`_${session}@alice:${nonce}`, alice)).toBe(true)
  expect(isOwnChallenge(`_${session}@a🛠:${nonce}`, parseAtSign('@a🛠'))).toBe(true)
})

it.each([
  '',
  '_',
  nonce,
  `proof:_${session}@alice:${nonce}`,
  `_${session}@bob:${nonce}`,
  `_${session}@alic:${nonce}`,
  `_${session}@alice${nonce}`,
  `${session}@alice:${nonce}`,
  `__${session}@alice:${nonce}`,
  `_${session}@alice:${nonce} `,
  `_${session}@alice:x${nonce}`,
  `_${session}@alice:pol1.eyJ2IjoiQGFsaWNlIn0`,
  `_${session.replaceAll('-', '0')}@alice:${nonce}`,
  `_${session}@alice:@alice:${nonce}`,
  `_${session}\n@alice:${nonce}`,
])('does not let the owner sign %j', (challenge) => {
  expect(isOwnChallenge(challenge, alice)).toBe(false)
})
