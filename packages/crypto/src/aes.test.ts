import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import vectors from '../vectors/aes.json' with { type: 'json' }
import enrollment from '../vectors/enrollment.json' with { type: 'json' }
import self from '../vectors/self-data.json' with { type: 'json' }
import shared from '../vectors/shared-data.json' with { type: 'json' }
import { decryptAes, encryptAes } from './aes.ts'
import { readAtKeys } from './at-keys/read.ts'
import { decodeBase64 } from './base64.ts'
import { maxMessageBytes } from './limits.ts'
import { generateAesKey, generateIv } from './secrets.ts'

const vectorFile = readFileSync(new URL('../vectors/alice.atKeys', import.meta.url), 'utf8')

const key = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='

it.each(vectors)('crypto.aes.ctr: the recorded $plain', async ({ iv, plain, ct }) => {
  const bytes = iv === null ? undefined : decodeBase64(iv)
  expect(await encryptAes(plain, key, bytes)).toBe(ct)
  expect(await decryptAes(ct, key, bytes)).toBe(plain)
})

it('crypto.aes.ctr: the recorded self data, with and without an initialisation vector', async () => {
  const { selfEncryptionKey } = await readAtKeys(vectorFile)
  expect(await decryptAes(self.ct, selfEncryptionKey, decodeBase64(self.ivNonce))).toBe(self.plain)
  expect(await decryptAes(self.ctLegacyZeroIv, selfEncryptionKey, undefined)).toBe(self.plain)
  expect(await encryptAes(self.plain, selfEncryptionKey, undefined)).toBe(self.ctLegacyZeroIv)
})

it('crypto.aes.ctr: the recorded shared data', async () => {
  const iv = decodeBase64(shared.ivNonce)
  expect(await encryptAes(shared.plain, shared.aesKey, iv)).toBe(shared.ct)
  expect(await decryptAes(shared.ct, shared.aesKey, iv)).toBe(shared.plain)
  expect(await decryptAes(shared.ctLegacyZeroIv, shared.aesKey, undefined)).toBe(shared.plain)
})

it('crypto.aes.ctr: the recorded keys that an enrollment hands over', async () => {
  const { selfEncryptionKey } = await readAtKeys(vectorFile)
  const { apkamSymmetricKey, ...sealed } = enrollment
  const withZeroIv = sealed.encryptedDefaultSelfEncryptionKey_zeroIv
  const withIv = sealed.encryptedDefaultSelfEncryptionKey_iv
  const iv = decodeBase64(sealed.selfEncKeyIV)
  expect(await decryptAes(withZeroIv, apkamSymmetricKey, undefined)).toBe(selfEncryptionKey)
  expect(await decryptAes(withIv, apkamSymmetricKey, iv)).toBe(selfEncryptionKey)
})

it('crypto.aes.padding: reads back what it wrote, whatever its length', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'é', '☕', '🛠', '\n', '\u0000'),
    maxLength: 40,
  })
  await fc.assert(
    fc.asyncProperty(text, async (plain) => {
      const fresh = generateAesKey()
      const iv = generateIv()
      const sealed = await encryptAes(plain, fresh, iv)
      expect(await decryptAes(sealed, fresh, iv)).toBe(plain)
      const length = new TextEncoder().encode(plain).length
      expect(decodeBase64(sealed)).toHaveLength(16 * (Math.floor(length / 16) + 1))
    }),
  )
})

it('crypto.aes.ctr: keeps a byte order mark and a zero character', async () => {
  for (const plain of ['\uFEFFtext', '\u0000', 'a\u0000b']) {
    expect(await decryptAes(await encryptAes(plain, key, undefined), key, undefined)).toBe(plain)
  }
})

it.each([
  ['nothing', ''],
  ['what is no base64', 'mvVs2kVClNui+JFh1iV8i!=='],
  ['half a block', 'AAAAAAAAAAA='],
  ['a block and a byte', 'AAAAAAAAAAAAAAAAAAAAAAA='],
  ['blanks inside', 'mvVs2kVClNui +JFh1iV8iw=='],
])('crypto.aes.ctr: does not decrypt %s', async (_, ciphertext) => {
  await expect(decryptAes(ciphertext, key, undefined)).rejects.toMatchObject({
    kind: 'undecryptable',
  })
})

it.each([
  ['zero', 0],
  ['seventeen', 17],
  ['two where only one byte is there', 2],
])('crypto.aes.padding: refuses a padding of %s', async (_, added) => {
  const { platform } = await import('./platform/node.ts')
  const { encodeBase64 } = await import('./base64.ts')
  const data = new Uint8Array(32).fill(0x41)
  data[31] = added
  const request = { key: decodeBase64(key) ?? data, counter: new Uint8Array(16), data }
  const ciphertext = encodeBase64(await platform.aesCtr(request))
  await expect(decryptAes(ciphertext, key, undefined)).rejects.toMatchObject({
    kind: 'undecryptable',
  })
})

it('crypto.aes.ctr: a wrong key or vector does not pass for the right one', async () => {
  const sealed = await encryptAes('x'.repeat(40), key, undefined)
  let refused = 0
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const outcome = await decryptAes(sealed, generateAesKey(), undefined).catch(() => 'refused')
    expect(outcome).not.toBe('x'.repeat(40))
    refused += outcome === 'refused' ? 1 : 0
  }
  // Valid padding and UTF-8 by chance: about 1 in 256 before the UTF-8 is looked at.
  expect(refused).toBeGreaterThan(40)
})

it.each([
  ['empty', ''],
  ['a passphrase', 'correct horse battery staple'],
  ['of 16 bytes', 'AAECAwQFBgcICQoLDA0ODw=='],
  ['of 31 bytes', `${'A'.repeat(42)}==`],
  ['not canonical', key.replace('8=', '9=')],
  ['megabytes', 'A'.repeat(4_000_000)],
])('crypto.aes.key: a key that is %s is refused', async (_, wrong) => {
  const refusal = { name: 'CryptoError', kind: 'malformedKey' }
  await expect(encryptAes('a', wrong, undefined)).rejects.toMatchObject(refusal)
  await expect(decryptAes('AAAAAAAAAAAAAAAAAAAAAA==', wrong, undefined)).rejects.toMatchObject(
    refusal,
  )
})

it.each([0, 12, 15, 17])('crypto.aes.iv: refuses a vector of %i bytes', async (length) => {
  const iv = new Uint8Array(length)
  await expect(encryptAes('a', key, iv)).rejects.toMatchObject({ kind: 'malformedInput' })
  await expect(decryptAes('AAAAAAAAAAAAAAAAAAAAAA==', key, iv)).rejects.toMatchObject({
    kind: 'malformedInput',
  })
})

it('crypto.bounds: refuses text that UTF-8 or a line cannot carry', async () => {
  await expect(encryptAes('\ud83d', key, undefined)).rejects.toMatchObject({
    kind: 'malformedInput',
  })
  const long = 'A'.repeat(maxMessageBytes + 1)
  await expect(encryptAes(long, key, undefined)).rejects.toMatchObject({ kind: 'tooLarge' })
  await expect(decryptAes(long, key, undefined)).rejects.toMatchObject({ kind: 'tooLarge' })
})

it('crypto.aes.ctr: carries a value of megabytes', async () => {
  const plain = 'megabytes '.repeat(300_000)
  expect(
    (await decryptAes(await encryptAes(plain, key, undefined), key, undefined)) === plain,
  ).toBe(true)
})
