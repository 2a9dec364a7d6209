import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import dataSignature from '../vectors/data-signature.json' with { type: 'json' }
import ecdsa from '../vectors/ecdsa.json' with { type: 'json' }
import pkam from '../vectors/pkam.json' with { type: 'json' }
import wire from '../vectors/wire-pkam.json' with { type: 'json' }
import type { KeyPair, SigningAlgorithm } from './algorithms.ts'
import type { AtKeys } from './at-keys/document.ts'
import { readAtKeys } from './at-keys/read.ts'
import { encodeBase64 } from './base64.ts'
import { encodeUtf8 } from './encodings.ts'
import { algorithmOf, generateKeyPair, isMatchingPair, sign, verify } from './index.ts'
import { maxMessageBytes } from './limits.ts'

// Making keys and deriving them from passphrases is slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const vectorFile = readFileSync(new URL('../vectors/alice.atKeys', import.meta.url), 'utf8')

const algorithms: readonly SigningAlgorithm[] = ['rsa2048', 'ecc_secp256r1', 'mldsa65', 'ed25519']

describe('the recorded vectors', () => {
  let alice: AtKeys
  beforeAll(async () => {
    alice = await readAtKeys(vectorFile)
  })

  it.each(['sha256', 'sha512'] as const)(
    'crypto.rsa.sign: the wire key over %s',
    async (hashing) => {
      const { publicKey, privateKey } = wire.rsa
      const request = { algorithm: 'rsa2048', hashing, message: wire.challenge } as const
      expect(await sign({ ...request, privateKey })).toBe(wire.rsa[hashing])
      expect(await verify({ ...request, publicKey, signature: wire.rsa[hashing] })).toBe(true)
    },
  )

  it.each(['sha256', 'sha512'] as const)(
    'crypto.rsa.sign: the login key over %s',
    async (hashing) => {
      const request = { ...alice.pkam, hashing, message: pkam.challenge }
      expect(await sign(request)).toBe(pkam[hashing])
      expect(await verify({ ...request, signature: pkam[hashing] })).toBe(true)
    },
  )

  it('crypto.rsa.sign: is over SHA-256 unless told otherwise, as `pol` wants it', async () => {
    const { privateKey } = wire.rsa
    const message = wire.pol.challenge
    expect(await sign({ algorithm: 'rsa2048', privateKey, message })).toBe(wire.pol.sha256)
  })

  it('crypto.rsa.sign: the signature of public data, made before newlines are encoded', async () => {
    const request = { ...alice.encryption, message: dataSignature.value }
    expect(await sign(request)).toBe(dataSignature.signature)
    const utf8 = encodeUtf8(dataSignature.value)
    expect(utf8 && encodeBase64(utf8)).toBe(dataSignature.encodedOnWire)
  })

  it.each([
    [wire.ecdsa.publicKey, wire.challenge, wire.ecdsa.signature],
    [ecdsa.publicKeyHex, ecdsa.challenge, ecdsa.signatureOnWire],
  ])(
    'crypto.ecdsa.wire: a recorded P-256 signature verifies',
    async (publicKey, message, signature) => {
      const request = { algorithm: 'ecc_secp256r1', publicKey, message, signature } as const
      expect(await verify(request)).toBe(true)
      // The hash is fixed, whatever the command said.
      expect(await verify({ ...request, hashing: 'sha512' })).toBe(true)
      expect(await verify({ ...request, message: `${message} ` })).toBe(false)
    },
  )

  it('crypto.pair.matches: the recorded P-256 scalar belongs to the recorded point', async () => {
    const { publicKey, privateKey } = wire.ecdsa
    expect(await isMatchingPair({ algorithm: 'ecc_secp256r1', publicKey, privateKey })).toBe(true)
    const other = { algorithm: 'ecc_secp256r1', publicKey: ecdsa.publicKeyHex, privateKey } as const
    expect(await isMatchingPair(other)).toBe(false)
  })

  it('crypto.ed25519.strict: the first vectors of RFC 8032', async () => {
    for (const { seed, publicKey, message, signature } of rfc8032) {
      const texts = { algorithm: 'ed25519', publicKey: base64Of(publicKey), message } as const
      expect(await sign({ ...texts, privateKey: base64Of(seed) })).toBe(base64Of(signature))
      expect(await verify({ ...texts, signature: base64Of(signature) })).toBe(true)
    }
  })
})

describe.each(algorithms)('%s', (algorithm) => {
  let pair: KeyPair
  let other: KeyPair
  beforeAll(async () => {
    pair = await generateKeyPair(algorithm)
    other = await generateKeyPair(algorithm)
  })
  const runs = { numRuns: algorithm === 'ed25519' || algorithm === 'ecc_secp256r1' ? 60 : 15 }

  it('crypto.algorithms: makes pairs of its own form that belong together', async () => {
    expect(pair.algorithm).toBe(algorithm)
    expect(algorithmOf(pair.publicKey)).toBe(algorithm)
    expect(await isMatchingPair(pair)).toBe(true)
    expect(await isMatchingPair({ ...pair, publicKey: other.publicKey })).toBe(false)
    expect(pair.privateKey).not.toBe(other.privateKey)
  })

  it('crypto.verify.total: accepts what was signed and nothing else', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', ':', '@', 'é', '🛠'), maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(text, text, async (message, otherMessage) => {
        const signature = await sign({ ...pair, message })
        const request = { ...pair, message, signature }
        expect(await verify(request)).toBe(true)
        expect(await verify({ ...request, publicKey: other.publicKey })).toBe(false)
        expect(await verify({ ...request, message: otherMessage })).toBe(message === otherMessage)
      }),
      runs,
    )
  })

  it('crypto.verify.total: refuses a signature or key with any character changed', async () => {
    const signature = await sign({ ...pair, message: 'a message' })
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom('A', 'b', '9', '=', '.'),
        async (place, letter) => {
          const forged = replaced(signature, place % signature.length, letter)
          expect(await verify({ ...pair, message: 'a message', signature: forged })).toBe(
            forged === signature,
          )
          const publicKey = replaced(pair.publicKey, place % pair.publicKey.length, letter)
          expect(await verify({ ...pair, publicKey, message: 'a message', signature })).toBe(
            publicKey.toLowerCase() === pair.publicKey && algorithm === 'ecc_secp256r1'
              ? true
              : publicKey === pair.publicKey,
          )
        },
      ),
      runs,
    )
  })

  it.each([
    ['nothing', ''],
    ['a word', 'signature'],
    ['white space', ' \n'],
    ['half a surrogate pair', '\ud800'],
    ['the code points above ASCII', 'é'.repeat(64)],
    ['megabytes', 'A'.repeat(12_000_000)],
  ])('crypto.verify.total: %s is no signature, no key and signs nothing', async (_, text) => {
    const signature = await sign({ ...pair, message: 'm' })
    expect(await verify({ ...pair, message: 'm', signature: text })).toBe(false)
    expect(await verify({ ...pair, publicKey: text, message: 'm', signature })).toBe(false)
    expect(await isMatchingPair({ ...pair, privateKey: text })).toBe(false)
    await expect(sign({ ...pair, privateKey: text, message: 'm' })).rejects.toMatchObject({
      name: 'CryptoError',
      kind: 'malformedKey',
    })
  })

  it('crypto.bounds: a message longer than a line, or not text, is not signed and not verified', async () => {
    const signature = await sign({ ...pair, message: '' })
    const long = 'é'.repeat(maxMessageBytes / 2 + 1)
    for (const message of [long, `${long}${long}`]) {
      expect(await verify({ ...pair, message, signature })).toBe(false)
      await expect(sign({ ...pair, message })).rejects.toMatchObject({ kind: 'tooLarge' })
    }
    expect(await verify({ ...pair, message: '\udc00', signature })).toBe(false)
    await expect(sign({ ...pair, message: '\udc00' })).rejects.toMatchObject({
      kind: 'malformedInput',
    })
  })
})

it('crypto.algorithm.from-key: a signature by one algorithm is none by another', async () => {
  const others = algorithms.filter((algorithm) => algorithm !== 'rsa2048')
  const pairs: readonly KeyPair[] = [
    { algorithm: 'rsa2048', ...wire.rsa },
    ...(await Promise.all(others.map((algorithm) => generateKeyPair(algorithm)))),
  ]
  for (const pair of pairs) {
    const signature = await sign({ ...pair, message: 'm' })
    for (const { algorithm, publicKey } of pairs) {
      const accepted = await verify({ algorithm, publicKey, message: 'm', signature })
      expect(accepted).toBe(algorithm === pair.algorithm)
    }
    for (const algorithm of algorithms.filter((each) => each !== pair.algorithm)) {
      expect(await verify({ ...pair, algorithm, message: 'm', signature })).toBe(false)
      expect(await isMatchingPair({ ...pair, algorithm })).toBe(false)
    }
  }
})

it('crypto.ecdsa.wire: accepts both values of s, as every atServer does', async () => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const { compactHex: hex, publicKeyHex: publicKey, challenge: message } = ecdsa
  const otherS = (order - BigInt(`0x${hex.slice(64)}`)).toString(16).padStart(64, '0')
  const request = { algorithm: 'ecc_secp256r1', publicKey, message } as const
  expect(await verify({ ...request, signature: btoa(hex.slice(0, 64) + otherS) })).toBe(true)
  for (const r of ['0'.repeat(64), hex.slice(0, 64)]) {
    expect(await verify({ ...request, signature: btoa(r + '0'.repeat(64)) })).toBe(false)
    expect(await verify({ ...request, signature: btoa(r + 'f'.repeat(64)) })).toBe(false)
  }
})

const rfc8032 = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: 'r',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
] as const

function base64Of(hex: string): string {
  return encodeBase64(Buffer.from(hex, 'hex'))
}

function replaced(text: string, at: number, letter: string): string {
  return text.slice(0, at) + letter + text.slice(at + 1)
}
