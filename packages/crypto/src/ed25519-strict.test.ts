import { Point, utils } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasStrictEncodings, littleEndian, reduceByOrder } from './ed25519-strict.ts'
import type { Bytes } from './encodings.ts'
import { nativeEd25519 } from './platform/node-signatures.ts'
import { portableEd25519 } from './platform/portable-ed25519.ts'
import type { RawKeyPair } from './platform/types.ts'

const fieldPrime = 2n ** 255n - 19n
const groupOrder = Point.CURVE().n
const message = new TextEncoder().encode('_03fe@alice:c3d3')

/** A point of order 8; its multiples are all the points of small order. */
const torsion = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')
const smallOrder = Array.from({ length: 8 }, (_, factor) => torsion.multiplyUnsafe(BigInt(factor)))

const schemes = [
  { name: 'native', scheme: nativeEd25519 },
  { name: 'portable', scheme: portableEd25519 },
]

let pair: RawKeyPair
let scalar: bigint
beforeAll(async () => {
  pair = await portableEd25519.generate()
  scalar = (await utils.getExtendedPublicKeyAsync(pair.privateKey)).scalar
})

it('crypto.ed25519.strict: the eight points of small order are eight', () => {
  expect(new Set(smallOrder.map((point) => point.toHex())).size).toBe(8)
})

describe.each(schemes)('crypto.ed25519.strict: $name', ({ scheme }) => {
  it('refuses every key of small order, with which one signature would fit many messages', async () => {
    for (const key of smallOrder) {
      for (const r of smallOrder) {
        // S = 0 and R = -[k]A: satisfied for whatever k the message happens to give.
        const signature = Uint8Array.from([...r.toBytes(), ...new Uint8Array(32)])
        const request = { publicKey: key.toBytes(), message, signature, hashing: 'sha256' as const }
        expect(await scheme.verify(request)).toBe(false)
      }
    }
  })

  it('refuses an R of small order, although the owner of the key can make it fit', async () => {
    for (const point of smallOrder) {
      const signature = signatureWith(point.toBytes(), 0n)
      expect(await verifies(scheme, pair.publicKey, signature)).toBe(false)
    }
  })

  it('refuses points with y beyond the field, and the x of zero with a sign', async () => {
    const valid = await scheme.sign({ ...pair, message, hashing: 'sha256' })
    for (let above = 0n; above < 19n; above += 1n) {
      for (const sign of [0, 0x80]) {
        const encoded = encode(fieldPrime + above)
        encoded[31] = (encoded[31] ?? 0) | sign
        expect(await verifies(scheme, encoded, valid)).toBe(false)
        const signature = Uint8Array.from([...encoded, ...valid.subarray(32)])
        expect(await verifies(scheme, pair.publicKey, signature)).toBe(false)
        expect(hasStrictEncodings(pair.publicKey, signature)).toBe(false)
      }
    }
    for (const y of [1n, fieldPrime - 1n]) {
      const encoded = encode(y)
      encoded[31] = (encoded[31] ?? 0) | 0x80
      expect(await verifies(scheme, encoded, valid)).toBe(false)
    }
  })

  it('refuses S plus the group order, the other spelling of the same scalar', async () => {
    const valid = await scheme.sign({ ...pair, message, hashing: 'sha256' })
    expect(await verifies(scheme, pair.publicKey, valid)).toBe(true)
    const respelled = littleEndian(valid.subarray(32)) + groupOrder
    const signature = Uint8Array.from([...valid.subarray(0, 32), ...encode(respelled)])
    expect(await verifies(scheme, pair.publicKey, signature)).toBe(false)
  })

  it('refuses R or A with a part of small order, which only a cofactored check lets through', async () => {
    const nonce = 123_456_789n
    for (const part of smallOrder.slice(1)) {
      const mixedR = Point.BASE.multiply(nonce).add(part).toBytes()
      expect(await verifies(scheme, pair.publicKey, signatureWith(mixedR, nonce))).toBe(false)
    }
    const plain = Point.BASE.multiply(nonce).toBytes()
    expect(await verifies(scheme, pair.publicKey, signatureWith(plain, nonce))).toBe(true)
  })

  it('takes a key with a part of small order exactly when the plain equation holds', async () => {
    const mixedKey = Point.fromBytes(pair.publicKey).add(torsion).toBytes()
    const verdicts = new Set<boolean>()
    for (let nonce = 1n; nonce <= 40n; nonce += 1n) {
      const r = Point.BASE.multiply(nonce).toBytes()
      const challenge = challengeOf(r, mixedKey)
      const signature = Uint8Array.from([
        ...r,
        ...encode((nonce + challenge * scalar) % groupOrder),
      ])
      const holds = challenge % 8n === 0n
      expect(await verifies(scheme, mixedKey, signature)).toBe(holds)
      verdicts.add(holds)
    }
    expect(verdicts).toContain(false)
  })
})

async function verifies(
  scheme: typeof portableEd25519,
  publicKey: Bytes,
  signature: Bytes,
): Promise<boolean> {
  return scheme.verify({ publicKey, message, signature, hashing: 'sha256' })
}

/** What the owner of the key makes when R is `r` and the secret nonce is `nonce`. */
function signatureWith(r: Bytes, nonce: bigint): Bytes {
  const s = (nonce + challengeOf(r, pair.publicKey) * scalar) % groupOrder
  return Uint8Array.from([...r, ...encode(s)])
}

function challengeOf(r: Bytes, publicKey: Bytes): bigint {
  return reduceByOrder(sha512(Uint8Array.from([...r, ...publicKey, ...message])))
}

function encode(value: bigint): Bytes {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn))
}
