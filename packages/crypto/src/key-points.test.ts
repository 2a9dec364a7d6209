import { p256 } from '@noble/curves/nist.js'
import { Point } from '@noble/ed25519'
import { shake256 } from '@noble/hashes/sha3.js'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { algorithmOf, type SigningAlgorithm } from './algorithms.ts'
import { encodeBase64 } from './base64.ts'
import { isStrictPublicKey } from './ed25519-strict.ts'
import { type Bytes, encodeHex } from './encodings.ts'
import { integerToBytes } from './integers.ts'
import { bindsMldsa65, isP256Point } from './key-points.ts'
import { platform as node } from './platform/node.ts'
import { platform as portable } from './platform/portable.ts'
import { publicKeyFlaw } from './public-key-flaw.ts'
import { verify } from './signatures.ts'

const message = '_03fe@alice:c3d3'
const platforms = [
  { name: 'node', platform: node },
  { name: 'portable', platform: portable },
]

const { x, y } = p256.Point.BASE.toAffine()
const prime = p256.Point.CURVE().p

function uncompressed(pointX: bigint, pointY: bigint): Bytes {
  return Uint8Array.of(4, ...integerToBytes(pointX, 32), ...integerToBytes(pointY, 32))
}

/** Of P-256 for a small y: there x + p and y + p fit into 32 bytes too. */
const smallX = p256.Point.fromHex(`02${'0'.repeat(63)}5`).toAffine()

describe('P-256 (crypto.key.point)', () => {
  it.each([
    ['the generator', uncompressed(x, y)],
    ['its inverse', uncompressed(x, prime - y)],
    ['a point with a small x', uncompressed(smallX.x, smallX.y)],
  ])('takes %s', (_, bytes) => {
    expect(isP256Point(bytes)).toBe(true)
    expect(algorithmOf(encodeHex(bytes))).toBe('ecc_secp256r1')
  })

  const refused: readonly (readonly [string, Bytes])[] = [
    ['a point beside the curve', uncompressed(x, y + 1n)],
    ['the coordinates the other way round', uncompressed(y, x)],
    ['the origin, which many write for the point at infinity', uncompressed(0n, 0n)],
    ['x in another spelling', uncompressed(smallX.x + prime, smallX.y)],
    ['the prime for zero', uncompressed(prime, prime)],
    ['the largest numbers', new Uint8Array(65).fill(0xff).fill(4, 0, 1)],
  ]
  it.each(refused)('refuses %s', async (_, bytes) => {
    expect(isP256Point(bytes)).toBe(false)
    await expectNoKey('ecc_secp256r1', encodeHex(bytes), 'is no point of the curve P-256')
    for (const { platform } of platforms) {
      const signature = await signedByAnybody(platform)
      const hashing = 'sha256'
      const request = { publicKey: bytes, message: utf8(message), signature, hashing } as const
      expect(await platform.schemes.ecc_secp256r1.verify(request)).toBe(false)
    }
  })

  it.each([
    ['the point at infinity', '00'],
    ['a hybrid point', `06${encodeHex(uncompressed(x, y)).slice(2)}`],
    ['a compressed point', encodeHex(p256.Point.BASE.toBytes(true))],
  ])('knows no key in %s', async (_, text) => {
    await expectNoKey('ecc_secp256r1', text, 'is not a public key of a known kind')
  })

  it('says of any coordinates what noble says', () => {
    const coordinate = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })
    const near = fc.constantFrom(x, y, prime - y, smallX.x, smallX.y)
    fc.assert(
      fc.property(fc.oneof(near, coordinate), fc.oneof(near, coordinate), (pointX, pointY) => {
        const bytes = uncompressed(pointX, pointY)
        expect(isP256Point(bytes)).toBe(p256.utils.isValidPublicKey(bytes, false))
      }),
    )
  })
})

describe('Ed25519 (crypto.key.point)', () => {
  const torsion = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')
  const fieldPrime = Point.CURVE().p
  function encoded(value: bigint, sign: 0 | 0x80 = 0): Bytes {
    const bytes = integerToBytes(value, 32).toReversed()
    bytes[31] = (bytes[31] ?? 0) | sign
    return bytes
  }
  const smallOrder = Array.from({ length: 8 }, (_, factor) =>
    torsion.multiplyUnsafe(BigInt(factor)),
  )
  const refused: readonly (readonly [string, Bytes])[] = [
    ...smallOrder.map((point) => ['a point of small order', point.toBytes()] as const),
    ['1 with a sign', encoded(1n, 0x80)],
    ['zero beyond the prime', encoded(fieldPrime)],
    ['one beyond the prime', encoded(fieldPrime + 1n)],
    ['three beyond the prime', encoded(fieldPrime + 3n)],
    ['y = 2, for which there is no x', encoded(2n)],
    ['y = 2 with a sign', encoded(2n, 0x80)],
  ]
  it.each(refused)('refuses %s', async (_, bytes) => {
    expect(isStrictPublicKey(bytes)).toBe(false)
    await expectNoKey('ed25519', encodeBase64(bytes), 'is no point of Ed25519')
  })

  it('says of any bytes what noble says, but for points of small order', () => {
    const small = new Set(smallOrder.map((point) => point.toHex()))
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const point = pointOf(Uint8Array.from(bytes))
        const taken = point !== undefined && !small.has(point.toHex())
        expect(isStrictPublicKey(Uint8Array.from(bytes))).toBe(taken)
      }),
    )
  })

  function pointOf(bytes: Bytes): Point | undefined {
    try {
      return Point.fromBytes(bytes)
    } catch {
      return undefined
    }
  }
})

describe('ML-DSA-65 (crypto.key.mldsa65)', () => {
  const seed = Uint8Array.from({ length: 32 }, (_, at) => at)
  const refused = [
    ['all zero', 0],
    ['all one bits', 0xff],
  ] as const

  it.each(refused)('refuses a key that is %s, for which anybody can sign', async (_, fill) => {
    const publicKey = Uint8Array.of(...seed, ...new Uint8Array(1920).fill(fill))
    const signature = forgery(publicKey)
    const request = { publicKey, message: utf8(message), signature, hashing: 'sha256' as const }
    // The libraries follow the standard, which leaves this to whoever takes the key.
    for (const { platform } of platforms) {
      expect(await platform.schemes.mldsa65.verify(request)).toBe(true)
    }
    expect(bindsMldsa65(publicKey)).toBe(false)
    await expectNoKey('mldsa65', encodeBase64(publicKey), 'with which anybody could sign')
    const texts = { publicKey: encodeBase64(publicKey), signature: encodeBase64(signature) }
    expect(await verify({ algorithm: 'mldsa65', message, ...texts })).toBe(false)
  })

  it('takes a key with any one coefficient that counts', () => {
    fc.assert(
      fc.property(fc.nat(4 * 384 - 1), fc.integer({ min: 1, max: 1022 }), (place, coefficient) => {
        const publicKey = new Uint8Array(1952)
        const at = 10 * place + 8 * 32
        for (let bit = 0; bit < 10; bit += 1) {
          const index = Math.floor((at + bit) / 8)
          const value = (coefficient >> bit) & 1
          publicKey[index] = (publicKey[index] ?? 0) | (value << ((at + bit) % 8))
        }
        expect(bindsMldsa65(publicKey)).toBe(true)
      }),
    )
  })

  it.each([1951, 1953])('knows no key in %i bytes', async (length) => {
    const text = encodeBase64(new Uint8Array(length).fill(1))
    await expectNoKey('mldsa65', text, 'is not a public key of a known kind')
  })

  /** z = 0 and no hints: all that is left of the equation is a hash that anybody can work out. */
  function forgery(publicKey: Bytes): Bytes {
    const tr = shake256(publicKey, { dkLen: 64 })
    const mu = shake256(Uint8Array.of(...tr, 0, 0, ...utf8(message)), { dkLen: 64 })
    const challenge = shake256(Uint8Array.of(...mu, ...new Uint8Array(768)), { dkLen: 48 })
    const zeros = Array.from({ length: 640 }, () => [0, 0, 8, 0, 0x80]).flat()
    return Uint8Array.of(...challenge, ...zeros, ...new Uint8Array(61))
  }
})

let anybody: Bytes
beforeAll(() => {
  anybody = p256.keygen().secretKey
})

function signedByAnybody(platform: typeof node): Promise<Bytes> {
  const request = { privateKey: anybody, message: utf8(message), hashing: 'sha256' as const }
  return platform.schemes.ecc_secp256r1.sign(request)
}

async function expectNoKey(
  algorithm: SigningAlgorithm,
  publicKey: string,
  flaw: string,
): Promise<void> {
  expect(algorithmOf(publicKey)).toBeUndefined()
  expect(publicKeyFlaw(publicKey)).toContain(flaw)
  expect(await verify({ algorithm, publicKey, message, signature: 'AAAA' })).toBe(false)
}

function utf8(text: string): Bytes {
  return new TextEncoder().encode(text)
}
