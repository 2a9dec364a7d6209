import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import sizes from '../vectors/rsa-sizes.json' with { type: 'json' }
import wire from '../vectors/wire-pkam.json' with { type: 'json' }
import { decodeBase64 } from './base64.ts'
import { type Bytes, encodeHex } from './encodings.ts'
import { readRsaPrivateKey, readRsaPublicKey } from './rsa-keys.ts'

const spki = bytesOf(wire.rsa.publicKey)
const pkcs8 = bytesOf(wire.rsa.privateKey)

it('reads the numbers of a key, the same in both halves', () => {
  const publicKey = readRsaPublicKey(spki)
  const privateKey = readRsaPrivateKey(pkcs8)
  expect(publicKey?.modulusBytes).toBe(256)
  expect(privateKey?.modulus).toBe(publicKey?.modulus)
  expect(privateKey && privateKey.primeP * privateKey.primeQ).toBe(publicKey?.modulus)
})

it.each(sizes)('crypto.rsa.size: a key of $bits bits with exponent $exponent', (key) => {
  const taken = key.bits >= 2048 && key.exponent === 65_537
  expect(readRsaPublicKey(bytesOf(key.publicKey)) !== undefined).toBe(taken)
  expect(readRsaPrivateKey(bytesOf(key.privateKey)) !== undefined).toBe(taken)
})

it('crypto.rsa.size: a key above 4096 bits is not taken, whatever its numbers are', () => {
  const modulus = `0282020200${'ff'.repeat(513)}`
  const numbers = `3082020b${modulus}0203010001`
  const identifier = '300d06092a864886f70d0101010500'
  const tooLong = bytesOfHex(`30820223${identifier}0382021000${numbers}`)
  const fitting = bytesOfHex(
    `30820222${identifier}0382020f003082020a0282020100${'ff'.repeat(512)}0203010001`,
  )
  expect(readRsaPublicKey(fitting)?.modulusBytes).toBe(512)
  expect(readRsaPublicKey(tooLong)).toBeUndefined()
})

it('crypto.rsa.size: a public key changed in its wrapping, cut or followed by anything is not taken', () => {
  const modulusStart = encodeHex(spki).indexOf('0282010100') / 2 + 4
  for (let at = 0; at < modulusStart; at += 1) {
    expect(readRsaPublicKey(changed(spki, at))).toBeUndefined()
  }
  expect(readRsaPublicKey(Uint8Array.from([...spki, 0]))).toBeUndefined()
  fc.assert(
    fc.property(fc.nat(spki.length - 1), (length) => {
      expect(readRsaPublicKey(spki.slice(0, length))).toBeUndefined()
    }),
  )
})

it('crypto.rsa.consistent: a private key with any one byte changed is not taken', () => {
  fc.assert(
    fc.property(fc.nat(pkcs8.length - 1), (at) => {
      expect(readRsaPrivateKey(changed(pkcs8, at))).toBeUndefined()
    }),
  )
})

it('crypto.rsa.size: reads any bytes without throwing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(readRsaPublicKey(Uint8Array.from([0x30, ...bytes]))).toBeUndefined()
      expect(readRsaPrivateKey(Uint8Array.from([0x30, ...bytes]))).toBeUndefined()
    }),
  )
})

function changed(bytes: Bytes, at: number): Bytes {
  return bytes.map((byte, index) => (index === at ? byte ^ 0x01 : byte))
}

function bytesOf(base64: string): Bytes {
  return decodeBase64(base64) ?? new Uint8Array()
}

function bytesOfHex(hex: string): Bytes {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}
