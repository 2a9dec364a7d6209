import { expect, it } from 'vitest'
import sizes from '../vectors/rsa-sizes.json' with { type: 'json' }
import wire from '../vectors/wire-pkam.json' with { type: 'json' }
import { algorithmOf } from './algorithms.ts'
import { publicKeyFlaw } from './public-key-flaw.ts'

const unsuitable = sizes.filter((key) => key.bits < 2048 || key.exponent !== 65_537)
const rsaFlaw = 'is not an RSA key in DER of 2048 to 4096 bits with the exponent 65537'

it.each(unsuitable)(
  'tells that RSA of $bits bits with $exponent will not do (crypto.key.flaw)',
  (key) => {
    expect(algorithmOf(key.publicKey)).toBeUndefined()
    expect(publicKeyFlaw(key.publicKey)).toBe(rsaFlaw)
  },
)

it.each([
  ['an RSA private key', wire.rsa.privateKey, rsaFlaw],
  ['a text', 'my key', 'is not a public key of a known kind (RSA, P-256, ML-DSA-65, Ed25519)'],
  ['nothing', '', 'is not a public key of a known kind (RSA, P-256, ML-DSA-65, Ed25519)'],
  [
    'megabytes',
    'M'.repeat(10_000_000),
    'is not a public key of a known kind (RSA, P-256, ML-DSA-65, Ed25519)',
  ],
])('tells what is wrong with %s (crypto.key.flaw)', (_, text, flaw) => {
  expect(publicKeyFlaw(text)).toBe(flaw)
})

it.each([
  ['RSA', wire.rsa.publicKey],
  ['P-256', wire.ecdsa.publicKey],
])('finds nothing wrong with a key of %s (crypto.key.flaw)', (_, text) => {
  expect(publicKeyFlaw(text)).toBeUndefined()
})
