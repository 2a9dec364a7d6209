import { constants, createPublicKey, publicEncrypt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import enrollment from '../vectors/enrollment.json' with { type: 'json' }
import shared from '../vectors/shared-data.json' with { type: 'json' }
import wire from '../vectors/wire-pkam.json' with { type: 'json' }
import type { AtKeys } from './at-keys/document.ts'
import { readAtKeys } from './at-keys/read.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { unwrapKey, wrapKey } from './key-wrapping.ts'
import { publicKeyChecksum, publicKeyHash } from './public-key-digests.ts'
import { generateAesKey } from './secrets.ts'
import { generateKeyPair } from './signatures.ts'
import { openWrappedBlock } from './wrapped-block.ts'

const vectorFile = readFileSync(new URL('../vectors/alice.atKeys', import.meta.url), 'utf8')

const key = shared.aesKey
let alice: AtKeys
beforeAll(async () => {
  alice = await readAtKeys(vectorFile)
})

it('crypto.unwrap: the recorded wrapped keys', async () => {
  const { privateKey } = alice.encryption
  expect(await unwrapKey(shared.theirCopy, privateKey)).toBe(key)
  expect(await unwrapKey(enrollment.encryptedAPKAMSymmetricKey, privateKey)).toBe(
    enrollment.apkamSymmetricKey,
  )
})

it('crypto.pubkey.checksum, crypto.pubkey.hash: the recorded digests of a public key', () => {
  const { publicKey } = alice.encryption
  expect(publicKeyChecksum(publicKey)).toBe(shared.pubKeyCS)
  expect(publicKeyChecksum(` ${publicKey}\n`)).toBe(shared.pubKeyCS)
  expect(publicKeyHash(publicKey, 'sha256')).toBe(shared.pubKeyHashSha256)
  expect(publicKeyHash(publicKey, 'sha512')).toBe(shared.pubKeyHashSha512)
})

it('crypto.wrap: wraps differently every time, on one line, and reads it back', async () => {
  const pair = wire.rsa
  const aesKey = generateAesKey()
  const wrapped = await wrapKey(aesKey, pair.publicKey)
  expect(wrapped).toMatch(/^[A-Za-z0-9+/]{342}==$/u)
  expect(await wrapKey(aesKey, pair.publicKey)).not.toBe(wrapped)
  expect(await unwrapKey(wrapped, pair.privateKey)).toBe(aesKey)
})

it('crypto.wrap: refuses what is no AES key or no RSA key', async () => {
  const { publicKey, privateKey } = alice.encryption
  const other = await generateKeyPair('ed25519')
  const refusal = { name: 'CryptoError', kind: 'malformedKey' }
  await expect(wrapKey('secret', publicKey)).rejects.toMatchObject(refusal)
  await expect(wrapKey(key, other.publicKey)).rejects.toMatchObject(refusal)
  await expect(wrapKey(key, privateKey)).rejects.toMatchObject(refusal)
  await expect(unwrapKey(shared.theirCopy, publicKey)).rejects.toMatchObject(refusal)
  await expect(unwrapKey(shared.theirCopy, '')).rejects.toMatchObject(refusal)
})

describe('crypto.unwrap: refuses alike', () => {
  it.each([
    [
      'the 32 bytes instead of their text',
      (): string => encrypted(decodeBase64(key) ?? Buffer.of()),
    ],
    ['a text too long', (): string => encrypted(Buffer.from(`${key}A`))],
    ['a text too short', (): string => encrypted(Buffer.from(key.slice(1)))],
    ['a letter outside base64', (): string => encrypted(Buffer.from(`-${key.slice(1)}`))],
    ['unused bits that are set', (): string => encrypted(Buffer.from(`${key.slice(0, 42)}l=`))],
    ['no padding character', (): string => encrypted(Buffer.from(`${key.slice(0, 43)}A`))],
    ['a block of another type', (): string => encryptedRaw(blockOf({ at: 1, byte: 1 }))],
    ['a block that starts high', (): string => encryptedRaw(blockOf({ at: 0, byte: 1 }))],
    ['a zero inside the padding', (): string => encryptedRaw(blockOf({ at: 100, byte: 0 }))],
    ['no separator', (): string => encryptedRaw(blockOf({ at: 211, byte: 9 }))],
    ['a random block', (): string => encodeBase64(new Uint8Array(256).fill(0x42))],
    ['zero', (): string => encodeBase64(new Uint8Array(256))],
    ['a number above the modulus', (): string => encodeBase64(new Uint8Array(256).fill(0xff))],
    ['a block too short', (): string => encodeBase64(new Uint8Array(255))],
    ['a block too long', (): string => encodeBase64(new Uint8Array(257))],
    ['nothing', (): string => ''],
    ['no base64', (): string => 'not base64'],
    ['megabytes', (): string => 'A'.repeat(4_000_000)],
  ])('%s', async (_, wrapped) => {
    await expect(unwrapKey(wrapped(), alice.encryption.privateKey)).rejects.toMatchObject({
      kind: 'undecryptable',
      message: 'The private key does not open this wrapped key',
    })
  })

  it('a wrapped key for somebody else', async () => {
    const wrapped = await wrapKey(key, wire.rsa.publicKey)
    await expect(unwrapKey(wrapped, alice.encryption.privateKey)).rejects.toMatchObject({
      kind: 'undecryptable',
    })
  })
})

it('crypto.unwrap.constant-time: opens exactly the blocks that decoding in the open would', () => {
  expect(openWrappedBlock(blockOf({ at: 5, byte: 5 }))).toBe(key)
  fc.assert(
    fc.property(fc.nat(255), fc.nat(255), (at, byte) => {
      const block = blockOf({ at, byte })
      const text = String.fromCharCode(...block.subarray(212))
      const isOpen =
        block[0] === 0 &&
        block[1] === 2 &&
        block.subarray(2, 211).every((each) => each !== 0) &&
        block[211] === 0 &&
        decodeBase64(text)?.length === 32
      expect(openWrappedBlock(block)).toBe(isOpen ? text : undefined)
    }),
    { numRuns: 2000 },
  )
  for (let byte = 0; byte < 256; byte += 1) {
    const letter = String.fromCharCode(byte)
    const isDigit = /^[A-Za-z0-9+/]$/u.test(letter)
    expect(openWrappedBlock(blockOf({ at: 220, byte })) !== undefined).toBe(isDigit)
  }
})

/** A well-formed 256-byte block around the key, one byte of it replaced. */
function blockOf({
  at,
  byte,
}: {
  readonly at: number
  readonly byte: number
}): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(256).fill(0x5a)
  block.set([0, 2])
  block[211] = 0
  block.set(new TextEncoder().encode(key), 212)
  block[at] = byte
  return block
}

function encrypted(plain: Uint8Array, padding: number = constants.RSA_PKCS1_PADDING): string {
  const key = Buffer.from(alice.encryption.publicKey, 'base64')
  const publicKey = createPublicKey({ key, format: 'der', type: 'spki' })
  return encodeBase64(publicEncrypt({ key: publicKey, padding }, plain))
}

function encryptedRaw(block: Uint8Array): string {
  return encrypted(block, constants.RSA_NO_PADDING)
}
