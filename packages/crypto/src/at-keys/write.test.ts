import { readFileSync } from 'node:fs'
import { parseAtSign } from '@atnet/protocol-codec'
import { describe, expect, it, vi } from 'vitest'
import type { SigningAlgorithm } from '../algorithms.ts'
import { generateAesKey } from '../secrets.ts'
import { generateKeyPair } from '../signatures.ts'
import type { AtKeys } from './document.ts'
import { readAtKeys } from './read.ts'
import { writeAtKeys } from './write.ts'

// Making keys and deriving them from passphrases is slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const vectorFile = readFileSync(new URL('../../vectors/alice.atKeys', import.meta.url), 'utf8')

it('atkeys.write: writes the recorded file byte for byte', async () => {
  expect(await writeAtKeys(await readAtKeys(vectorFile))).toBe(vectorFile)
})

it.each(['rsa2048', 'ecc_secp256r1', 'ed25519'] as const)(
  'atkeys.write: reads back a new file with a login key of %s',
  async (algorithm) => {
    const keys = await newKeys(algorithm)
    const text = await writeAtKeys(keys)
    expect(await readAtKeys(text)).toEqual(keys)
    expect(text).not.toContain('\n')
    expect(Buffer.byteLength(text)).toBeLessThan(8192)
    for (const value of Object.values(JSON.parse(text) as object)) {
      expect(value).toBeTypeOf('string')
    }
    for (const secret of [keys.pkam.privateKey, keys.encryption.privateKey]) {
      expect(text).not.toContain(secret)
    }
  },
)

it('atkeys.write.order: a file without an enrollment has the five members and the atSign', async () => {
  const text = await writeAtKeys(await newKeys('rsa2048'))
  expect(Object.keys(JSON.parse(text) as object)).toEqual([
    'aesPkamPublicKey',
    'aesEncryptPublicKey',
    'aesEncryptPrivateKey',
    'selfEncryptionKey',
    '@carol🛠',
    'aesPkamPrivateKey',
  ])
})

describe('atkeys.write.unknown', () => {
  it('keeps unknown members, after the known ones', async () => {
    const extra = { version: '1', note: 'kept' }
    const text = await writeAtKeys({ ...(await readAtKeys(vectorFile)), extra })
    expect(text).toBe(vectorFile.replace(/\}$/u, ',"version":"1","note":"kept"}'))
    expect((await readAtKeys(text)).extra).toEqual(extra)
  })

  it('keeps the nested members of a typed document, even beyond 8192 bytes', async () => {
    const extra = { version: 1, atsignKeys: [{ keyId: 'a', material: ['x'.repeat(10_000)] }] }
    const text = await writeAtKeys({ ...(await readAtKeys(vectorFile)), extra })
    expect((await readAtKeys(text)).extra).toEqual(extra)
  })

  it('lets no unknown member replace a key or turn the file into an envelope', async () => {
    const extra = { selfEncryptionKey: 'x', '@alice': 'x', enrollmentId: 'x', iv: 'x' }
    const keys = await readAtKeys(vectorFile)
    expect(await writeAtKeys({ ...keys, extra })).toBe(vectorFile)
  })
})

describe('atkeys.write.size', () => {
  it('refuses a flat file of 8192 bytes, and takes one of 8191', async () => {
    const keys = await readAtKeys(vectorFile)
    const room = 8191 - vectorFile.length - ',"note":""'.length
    const text = await writeAtKeys({ ...keys, extra: { note: 'x'.repeat(room) } })
    expect(Buffer.byteLength(text)).toBe(8191)
    const tooLarge = { ...keys, extra: { note: 'x'.repeat(room + 1) } }
    await expect(writeAtKeys(tooLarge)).rejects.toMatchObject({ kind: 'tooLarge' })
    const inBytes = { ...keys, extra: { note: 'é'.repeat(room / 2 + 1) } }
    await expect(writeAtKeys(inBytes)).rejects.toMatchObject({ kind: 'tooLarge' })
  })

  it('refuses an ML-DSA-65 login key, which does not fit', async () => {
    const keys = await newKeys('mldsa65')
    await expect(writeAtKeys(keys)).rejects.toMatchObject({ kind: 'tooLarge' })
  })
})

describe('atkeys.write: refuses what could not be read back', () => {
  it('halves that do not belong together', async () => {
    const keys = await newKeys('ed25519')
    const other = await generateKeyPair('ed25519')
    const mixed = { ...keys, pkam: { ...keys.pkam, publicKey: other.publicKey } }
    await expect(writeAtKeys(mixed)).rejects.toMatchObject({ kind: 'keysMismatch' })
  })

  it.each(['selfEncryptionKey', 'apkamSymmetricKey'])('a malformed %s', async (field) => {
    const keys = { ...(await newKeys('ed25519')), [field]: 'AAAA' }
    await expect(writeAtKeys(keys)).rejects.toMatchObject({ kind: 'fieldMalformed', field })
  })
})

async function newKeys(algorithm: SigningAlgorithm): Promise<AtKeys> {
  const { encryption } = await readAtKeys(vectorFile)
  return {
    atSign: parseAtSign('@carol🛠'),
    pkam: await generateKeyPair(algorithm),
    encryption,
    selfEncryptionKey: generateAesKey(),
    apkamSymmetricKey: undefined,
    enrollmentId: undefined,
    extra: {},
  }
}
