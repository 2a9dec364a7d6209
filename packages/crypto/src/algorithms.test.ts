import { expect, it } from 'vitest'
import shared from '../vectors/ecdsa.json' with { type: 'json' }
import wire from '../vectors/wire-pkam.json' with { type: 'json' }
import { algorithmOf, KEY_FORMS } from './algorithms.ts'
import { encodeBase64 } from './base64.ts'

const rsa = wire.rsa.publicKey

it.each([
  ['an RSA SubjectPublicKeyInfo', rsa, 'rsa2048'],
  ['an uncompressed P-256 point', wire.ecdsa.publicKey, 'ecc_secp256r1'],
  ['the same in upper case', wire.ecdsa.publicKey.toUpperCase(), 'ecc_secp256r1'],
  ['another point', shared.publicKeyHex, 'ecc_secp256r1'],
  ['base64 of 1952 bytes', encodeBase64(new Uint8Array(1952).fill(1)), 'mldsa65'],
  ['base64 of 32 bytes', encodeBase64(Uint8Array.of(3, ...new Uint8Array(31))), 'ed25519'],
])('crypto.algorithm.from-key: tells %s', (_, publicKey, algorithm) => {
  expect(algorithmOf(publicKey)).toBe(algorithm)
})

it.each([
  ['nothing', ''],
  ['a word', 'publickey'],
  ['base64 with a line break', `${rsa.slice(0, 64)}\n${rsa.slice(64)}`],
  ['base64 without its padding', encodeBase64(new Uint8Array(32)).replace('=', '')],
  ['base64 with unused bits set', `${'A'.repeat(42)}B=`],
  ['base64 of 31 bytes', encodeBase64(new Uint8Array(31))],
  ['a compressed point', `02${wire.ecdsa.publicKey.slice(2, 66)}`],
  ['a point with a wrong first byte', `05${wire.ecdsa.publicKey.slice(2)}`],
  ['a point with a letter that is no digit', `${wire.ecdsa.publicKey.slice(0, -1)}g`],
  ['PEM', `-----BEGIN PUBLIC KEY-----\n${rsa}\n-----END PUBLIC KEY-----`],
  ['a private key', wire.rsa.privateKey],
  ['megabytes', 'A'.repeat(10_000_000)],
])('crypto.algorithm.from-key: knows no algorithm for %s', (_, publicKey) => {
  expect(algorithmOf(publicKey)).toBeUndefined()
})

it.each([
  ['zero', '0'.repeat(64)],
  ['the order of the curve', 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'],
  ['31 bytes', '1'.repeat(62)],
])('crypto.ecdsa.wire: does not take %s for a P-256 private key', (_, scalar) => {
  expect(KEY_FORMS.ecc_secp256r1.privateKey.read(scalar)).toBeUndefined()
})

it('crypto.ecdsa.wire: writes a signature as base64 of lower-case hexadecimal, and reads that only', () => {
  const { signature } = KEY_FORMS.ecc_secp256r1
  const bytes = signature.read(shared.signatureOnWire)
  expect(bytes && signature.write(bytes)).toBe(shared.signatureOnWire)
  expect(atob(shared.signatureOnWire)).toBe(shared.compactHex)
  expect(signature.read(btoa(shared.compactHex.toUpperCase()))).toBeUndefined()
  expect(signature.read(btoa(`${shared.compactHex}00`))).toBeUndefined()
  expect(signature.read(shared.compactHex)).toBeUndefined()
})
