import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import aes from '../../vectors/aes.json' with { type: 'json' }
import cram from '../../vectors/cram.json' with { type: 'json' }
import ecdsa from '../../vectors/ecdsa.json' with { type: 'json' }
import enrollment from '../../vectors/enrollment.json' with { type: 'json' }
import passphrase from '../../vectors/passphrase.json' with { type: 'json' }
import shared from '../../vectors/shared-data.json' with { type: 'json' }
import wire from '../../vectors/wire-pkam.json' with { type: 'json' }
import { KEY_FORMS, type SigningAlgorithm } from '../algorithms.ts'
import { readAtKeys } from '../at-keys/read.ts'
import { decodeBase64, encodeBase64 } from '../base64.ts'
import { type Bytes, encodeHex } from '../encodings.ts'
import { openWrappedBlock } from '../wrapped-block.ts'
import { platform as node } from './node.ts'
import { platform as portable } from './portable.ts'
import type { Platform, RawKeyPair } from './types.ts'

// Making keys and deriving them from passphrases is slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const vectorFile = readFileSync(new URL('../../vectors/alice.atKeys', import.meta.url), 'utf8')

// Requirement `crypto.platforms.agree`: what holds on Node holds on the portable implementation too.
const platforms: readonly { name: string; one: Platform; other: Platform }[] = [
  { name: 'node', one: node, other: portable },
  { name: 'portable', one: portable, other: node },
]
const algorithms: readonly SigningAlgorithm[] = ['rsa2048', 'ecc_secp256r1', 'mldsa65', 'ed25519']
const hashings = ['sha256', 'sha512'] as const

describe.each(platforms)('$name', ({ one, other }) => {
  describe.each(algorithms)('%s', (algorithm) => {
    let pair: RawKeyPair
    beforeAll(async () => {
      pair = await one.schemes[algorithm].generate()
    })

    it('makes keys that the forms accept and the other platform verifies with', async () => {
      const form = KEY_FORMS[algorithm]
      expect(form.publicKey.read(form.publicKey.write(pair.publicKey))).toBeDefined()
      expect(form.privateKey.read(form.privateKey.write(pair.privateKey))).toBeDefined()
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 200 }),
          fc.constantFrom(...hashings),
          async (bytes, hashing) => {
            const message = Uint8Array.from(bytes)
            const signature = await one.schemes[algorithm].sign({ ...pair, message, hashing })
            const request = { ...pair, message, signature, hashing }
            expect(await one.schemes[algorithm].verify(request)).toBe(true)
            expect(await other.schemes[algorithm].verify(request)).toBe(true)
          },
        ),
        { numRuns: 15 },
      )
    })

    it('refuses a signature, key or message with a bit changed, as the other platform does', async () => {
      const message = new Uint8Array(70).fill(7)
      const signature = await one.schemes[algorithm].sign({ ...pair, message, hashing: 'sha256' })
      const request = { publicKey: pair.publicKey, message, signature, hashing: 'sha256' as const }
      const publicForm = KEY_FORMS[algorithm].publicKey
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('publicKey' as const, 'message' as const, 'signature' as const),
          fc.nat(),
          fc.nat(7),
          async (part, place, bit) => {
            const forged = { ...request, [part]: withBitFlipped(request[part], place, bit) }
            // What is no key to the forms never comes here.
            fc.pre(publicForm.read(publicForm.write(forged.publicKey)) !== undefined)
            expect(await one.schemes[algorithm].verify(forged)).toBe(false)
            expect(await other.schemes[algorithm].verify(forged)).toBe(false)
          },
        ),
        { numRuns: algorithm === 'mldsa65' ? 20 : 60 },
      )
    })

    it('refuses any bytes of the right length without throwing', async () => {
      const form = KEY_FORMS[algorithm].publicKey
      const message = Uint8Array.of(1)
      const signature = await one.schemes[algorithm].sign({ ...pair, message, hashing: 'sha256' })
      const request = { publicKey: pair.publicKey, message, signature, hashing: 'sha256' as const }
      for (const fill of [0, 1, 0x7f, 0xff]) {
        const noSignature = { ...request, signature: signature.map(() => fill) }
        expect(await one.schemes[algorithm].verify(noSignature)).toBe(false)
        const noKey = pair.publicKey.map((byte, at) => (at === 0 ? byte : fill))
        const isKeyShaped = form.read(form.write(noKey)) !== undefined
        const verdict =
          isKeyShaped && (await one.schemes[algorithm].verify({ ...request, publicKey: noKey }))
        expect(verdict).toBe(false)
      }
    })
  })

  it.each(hashings)('signs the recorded RSA vector over %s', async (hashing) => {
    const message = new TextEncoder().encode(wire.challenge)
    const privateKey = bytesOf(wire.rsa.privateKey)
    const signature = await one.schemes.rsa2048.sign({ privateKey, message, hashing })
    expect(encodeBase64(signature)).toBe(wire.rsa[hashing])
  })

  it('verifies the recorded P-256 vector', async () => {
    const publicKey = KEY_FORMS.ecc_secp256r1.publicKey.read(ecdsa.publicKeyHex)
    const signature = KEY_FORMS.ecc_secp256r1.signature.read(ecdsa.signatureOnWire)
    const message = new TextEncoder().encode(ecdsa.challenge)
    if (publicKey === undefined || signature === undefined) {
      throw new Error('the vector cannot be read')
    }
    const request = { publicKey, message, signature, hashing: 'sha512' as const }
    expect(await one.schemes.ecc_secp256r1.verify(request)).toBe(true)
  })

  it.each(aes)('counts over the whole block: $plain', async ({ iv, plain, ct }) => {
    const key = Uint8Array.from({ length: 32 }, (_, at) => at)
    const counter = iv === null ? new Uint8Array(16) : bytesOf(iv)
    const opened = await one.aesCtr({ key, counter, data: bytesOf(ct) })
    const text = new TextEncoder().encode(plain)
    expect(Uint8Array.from(opened.subarray(0, text.length))).toEqual(text)
    expect(encodeBase64(await one.aesCtr({ key, counter, data: opened }))).toBe(ct)
  })

  it('digests alike', () => {
    const data = new TextEncoder().encode(cram.secret + cram.challenge)
    expect(encodeHex(one.digest('sha512', data))).toBe(cram.digest)
    for (const algorithm of ['md5', 'sha256', 'sha512'] as const) {
      expect(encodeHex(one.digest(algorithm, data))).toBe(encodeHex(other.digest(algorithm, data)))
    }
  })

  it('opens the recorded wrapped keys, and what the other platform wrapped', async () => {
    const { encryption } = await readAtKeys(vectorFile)
    const privateKey = bytesOf(encryption.privateKey)
    const message = new TextEncoder().encode(shared.aesKey)
    const publicKey = bytesOf(encryption.publicKey)
    const wrapped = [
      { text: bytesOf(shared.theirCopy), key: shared.aesKey },
      { text: bytesOf(enrollment.encryptedAPKAMSymmetricKey), key: enrollment.apkamSymmetricKey },
      { text: await other.rsaEncrypt({ publicKey, message }), key: shared.aesKey },
    ]
    for (const { text, key } of wrapped) {
      const opened = await one.rsaDecryptRaw({ privateKey, block: text })
      expect(openWrappedBlock(opened)).toBe(key)
      expect(opened).toHaveLength(256)
    }
  })

  it('gives the raw result of the private operation, leading zeros and all', async () => {
    const { encryption } = await readAtKeys(vectorFile)
    const privateKey = bytesOf(encryption.privateKey)
    for (const last of [0, 1]) {
      const block = new Uint8Array(256).fill(last, 255)
      expect(Uint8Array.from(await one.rsaDecryptRaw({ privateKey, block }))).toEqual(block)
    }
    const block = new Uint8Array(256).fill(0x55)
    expect(Uint8Array.from(await one.rsaDecryptRaw({ privateKey, block }))).toEqual(
      Uint8Array.from(await other.rsaDecryptRaw({ privateKey, block })),
    )
  })

  it('derives the recorded envelope keys', async () => {
    const password = new TextEncoder().encode(passphrase.passPhrase)
    const { memory: memoryKib, iterations, parallelism } = passphrase.v1.kdfParams
    const costs = { memoryKib, iterations, parallelism }
    const salt = bytesOf(passphrase.v1.salt)
    expect(encodeBase64(await one.argon2id({ password, salt, costs }))).toBe(passphrase.v1Key)
    const legacy = { memoryKib: 10_000, iterations: 2, parallelism: 2 }
    const key = await one.argon2id({ password, salt: password, costs: legacy })
    expect(encodeBase64(key)).toBe(passphrase.legacyKey)
  })
})

function withBitFlipped(bytes: Bytes, place: number, bit: number): Bytes {
  return Uint8Array.from(bytes, (byte, at) =>
    at === place % bytes.length ? byte ^ (1 << bit) : byte,
  )
}

function bytesOf(base64: string): Bytes {
  return decodeBase64(base64) ?? new Uint8Array()
}
