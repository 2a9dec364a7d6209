import { expect, it } from 'vitest'
import client from '../vectors/cram.json' with { type: 'json' }
import wire from '../vectors/wire-cram.json' with { type: 'json' }
import { cramDigest } from './cram.ts'

it.each(wire.rows)('auth.cram.digest: the recorded digest of $secret', ({ secret, digest }) => {
  expect(cramDigest(secret, wire.challenge)).toBe(digest)
})

it('auth.cram.digest: the recorded digest of a client', () => {
  expect(cramDigest(client.secret, client.challenge)).toBe(client.digest)
})

it('auth.cram.digest: another secret or challenge gives another digest', () => {
  expect(cramDigest(`${client.secret} `, client.challenge)).not.toBe(client.digest)
  expect(cramDigest(client.secret, `${client.challenge} `)).not.toBe(client.digest)
})
