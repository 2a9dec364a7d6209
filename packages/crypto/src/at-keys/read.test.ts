import { readFileSync } from 'node:fs'
import { parseAtSign } from '@atnet/protocol-codec'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import digests from '../../vectors/at-keys-plain.json' with { type: 'json' }
import { encryptAes } from '../aes.ts'
import { maxAtKeysChars } from '../limits.ts'
import { publicKeyHash } from '../public-key-digests.ts'
import { generateAesKey } from '../secrets.ts'
import { generateKeyPair } from '../signatures.ts'
import { readAtKeys } from './read.ts'

const vectorFile = readFileSync(new URL('../../vectors/alice.atKeys', import.meta.url), 'utf8')

const recorded = JSON.parse(vectorFile) as Record<string, string>
const { selfEncryptionKey = '' } = recorded
const alice = parseAtSign('@alice')

describe('the recorded file', () => {
  it('atkeys.read: gives the four keys, whose lengths and digests are known', async () => {
    const { pkam, encryption } = await readAtKeys(vectorFile)
    const texts = {
      pkamPublicKey: pkam.publicKey,
      pkamPrivateKey: pkam.privateKey,
      encryptPublicKey: encryption.publicKey,
      encryptPrivateKey: encryption.privateKey,
    }
    for (const [name, text] of Object.entries(texts)) {
      expect(digests.length).toHaveProperty(name, text.length)
      expect(digests.sha256).toHaveProperty(name, publicKeyHash(text, 'sha256'))
    }
    expect(pkam.algorithm).toBe('rsa2048')
    expect(encryption.algorithm).toBe('rsa2048')
  })

  it('atkeys.fields: gives what is plain text in it', async () => {
    expect(await readAtKeys(vectorFile)).toMatchObject({
      atSign: '@alice',
      selfEncryptionKey: recorded['selfEncryptionKey'],
      apkamSymmetricKey: recorded['apkamSymmetricKey'],
      enrollmentId: '11111111-2222-4333-8444-555555555555',
      extra: {},
    })
  })

  it('atkeys.read: is read pretty-printed, in another order and with a byte order mark', async () => {
    const expected = await readAtKeys(vectorFile)
    const reversed = Object.fromEntries(Object.entries(recorded).toReversed())
    const text = `\uFEFF${JSON.stringify(reversed, null, 2)}\n`
    expect(await readAtKeys(text)).toEqual(expected)
    expect(await readAtKeys(vectorFile, { passphrase: 'not needed' })).toEqual(expected)
  })
})

describe('atkeys.read.unknown', () => {
  it('keeps members it does not know, nested ones and strange names too', async () => {
    const text = vectorFile.replace(
      /\}$/u,
      ',"version":1,"keys":[{"keyId":"auth:rsa2048:1"}],"__proto__":"x","note":""}',
    )
    const keys = await readAtKeys(text)
    expect(Object.entries(keys.extra)).toEqual([
      ['version', 1],
      ['keys', [{ keyId: 'auth:rsa2048:1' }]],
      ['__proto__', 'x'],
      ['note', ''],
    ])
    expect(Object.getPrototypeOf(keys.extra)).toBe(Object.prototype)
  })

  it.each([null, ''])('takes %j for absent in optional members', async (value) => {
    const keys = await readAtKeys(fileWith({ enrollmentId: value, apkamSymmetricKey: value }))
    expect(keys.enrollmentId).toBeUndefined()
    expect(keys.apkamSymmetricKey).toBeUndefined()
  })
})

describe('atkeys.owner', () => {
  it('is who the file names, in normal form, or who the caller says', async () => {
    expect((await readAtKeys(renamed('@Alice'))).atSign).toBe('@alice')
    expect((await readAtKeys(renamed('@alice🛠'))).atSign).toBe('@alice🛠')
    const nameless = fileWith({ '@alice': undefined })
    expect((await readAtKeys(nameless, { atSign: alice })).atSign).toBe('@alice')
    const shared = await readAtKeys(fileWith({ '@bob': 'x' }), { atSign: alice })
    expect(shared.atSign).toBe('@alice')
    expect(shared.extra).toEqual({ '@bob': 'x' })
  })

  it('is refused when nobody says, two are named, or it is somebody else', async () => {
    const unknown = { kind: 'atSignUnknown' }
    await expect(readAtKeys(fileWith({ '@alice': undefined }))).rejects.toMatchObject(unknown)
    await expect(readAtKeys(renamed('@not an atSign'))).rejects.toMatchObject(unknown)
    await expect(readAtKeys(fileWith({ '@bob': 'x' }))).rejects.toMatchObject(unknown)
    const options = { atSign: parseAtSign('@bob') }
    await expect(readAtKeys(vectorFile, options)).rejects.toMatchObject({ kind: 'otherAtSign' })
  })
})

describe('atkeys.errors', () => {
  it.each([
    ['empty', ''],
    ['text', 'these are not the keys you are looking for'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
    ['broken in the middle', vectorFile.replace('":"', '":')],
    ['nested without end', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('a file that is %s is no .atKeys file', async (_, text) => {
    await expect(readAtKeys(text)).rejects.toMatchObject({ name: 'AtKeysError', kind: 'notAtKeys' })
  })

  it('a file cut anywhere is said to be cut, and nothing of it is quoted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: vectorFile.length - 1 }), async (length) => {
        const error = await readAtKeys(vectorFile.slice(0, length)).catch(
          (reason: unknown) => reason,
        )
        expect(error).toMatchObject({ kind: 'truncated' })
        expect(Object.hasOwn(error as Error, 'cause')).toBe(false)
      }),
    )
  })

  it('a file of megabytes is not parsed', async () => {
    const text = `{"a":"${'a'.repeat(maxAtKeysChars)}"}`
    await expect(readAtKeys(text)).rejects.toMatchObject({ kind: 'tooLarge' })
  })

  it.each([
    'selfEncryptionKey',
    'aesPkamPublicKey',
    'aesPkamPrivateKey',
    'aesEncryptPublicKey',
    'aesEncryptPrivateKey',
  ])('a file without %s says so, and so does one where it is no string', async (field) => {
    const missing = {
      kind: 'fieldMissing',
      field,
      message: `${field} is missing from the .atKeys file`,
    }
    await expect(readAtKeys(fileWith({ [field]: undefined }))).rejects.toMatchObject(missing)
    await expect(readAtKeys(fileWith({ [field]: '' }))).rejects.toMatchObject(missing)
    const malformed = { kind: 'fieldMalformed', field }
    await expect(readAtKeys(fileWith({ [field]: 7 }))).rejects.toMatchObject(malformed)
    await expect(readAtKeys(fileWith({ [field]: ['a'] }))).rejects.toMatchObject(malformed)
    await expect(readAtKeys(fileWith({ [field]: 'AAAA' }))).rejects.toMatchObject(malformed)
    const halved = recorded[field]?.slice(0, -20)
    await expect(readAtKeys(fileWith({ [field]: halved }))).rejects.toMatchObject(malformed)
  })

  it('a file with the key of another one says which member cannot be decrypted', async () => {
    const text = fileWith({ selfEncryptionKey: generateAesKey() })
    const error = { kind: 'fieldMalformed', field: 'aesPkamPublicKey' }
    await expect(readAtKeys(text)).rejects.toMatchObject(error)
  })

  it.each([
    ['enrollmentId', 7],
    ['apkamSymmetricKey', 'AAAA'],
    ['apkamSymmetricKey', {}],
  ])('a file whose %s is %j says so', async (field, value) => {
    const error = { kind: 'fieldMalformed', field }
    await expect(readAtKeys(fileWith({ [field]: value }))).rejects.toMatchObject(error)
  })
})

describe('atkeys.pairs', () => {
  it('refuses halves that do not belong together', async () => {
    const swapped = fileWith({ aesPkamPublicKey: recorded['aesEncryptPublicKey'] })
    const error = { kind: 'keysMismatch', field: 'aesPkamPrivateKey' }
    await expect(readAtKeys(swapped)).rejects.toMatchObject(error)
    const alsoSwapped = fileWith({ aesEncryptPrivateKey: recorded['aesPkamPrivateKey'] })
    const otherError = { kind: 'keysMismatch', field: 'aesEncryptPrivateKey' }
    await expect(readAtKeys(alsoSwapped)).rejects.toMatchObject(otherError)
  })

  it('refuses what is no key, and an encryption key that is not RSA', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ed25519')
    const noKey = fileWith({ aesPkamPublicKey: await encrypted('no key') })
    await expect(readAtKeys(noKey)).rejects.toMatchObject({
      kind: 'fieldMalformed',
      field: 'aesPkamPublicKey',
    })
    const notRsa = fileWith({
      aesEncryptPublicKey: await encrypted(publicKey),
      aesEncryptPrivateKey: await encrypted(privateKey),
    })
    await expect(readAtKeys(notRsa)).rejects.toMatchObject({
      kind: 'fieldMalformed',
      field: 'aesEncryptPublicKey',
    })
  })
})

/** The recorded file with members replaced, or left out where `undefined`. */
function fileWith(members: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...recorded, ...members })
}

function renamed(name: string): string {
  return fileWith({ '@alice': undefined, [name]: selfEncryptionKey })
}

function encrypted(text: string): Promise<string> {
  return encryptAes(text, selfEncryptionKey, undefined)
}
