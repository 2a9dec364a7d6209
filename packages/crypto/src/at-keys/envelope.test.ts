import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import vector from '../../vectors/passphrase.json' with { type: 'json' }
import { encryptAes } from '../aes.ts'
import { decodeBase64 } from '../base64.ts'
import { maxKdfMemoryKib } from '../limits.ts'
import { openEnvelope } from './envelope.ts'
import { readAtKeys } from './read.ts'
import { writeAtKeys } from './write.ts'

// Making keys and deriving them from passphrases is slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const vectorFile = readFileSync(new URL('../../vectors/alice.atKeys', import.meta.url), 'utf8')

const { passPhrase: passphrase } = vector

it.each([
  ['legacy', vector.legacy],
  ['version 1', vector.v1],
])('atkeys.envelope.open: the recorded %s envelope', async (_, envelope) => {
  expect(await openEnvelope(envelope, passphrase)).toBe(vector.plain)
})

describe.each([0, 1] as const)('an envelope of version %i', (version) => {
  it('atkeys.envelope.v1, atkeys.envelope.legacy: reads back what it sealed', async () => {
    const keys = await readAtKeys(vectorFile)
    const sealed = await writeAtKeys(keys, { passphrase, envelope: version })
    expect(sealed).not.toContain(keys.selfEncryptionKey)
    expect(await readAtKeys(sealed, { passphrase })).toEqual(keys)
    expect(Object.keys(JSON.parse(sealed) as object)).toEqual(
      version === 0
        ? ['content', 'iv', 'hashingAlgoType']
        : ['v', 'content', 'iv', 'hashingAlgoType', 'salt', 'kdfParams'],
    )
    expect(await writeAtKeys(keys, { passphrase, envelope: version })).not.toBe(sealed)
  })

  it('atkeys.envelope.open: tells a wrong passphrase from a missing one', async () => {
    const keys = await readAtKeys(vectorFile)
    const sealed = await writeAtKeys(keys, { passphrase, envelope: version })
    for (const wrong of ['correct horse battery stable', `${passphrase} `, 'naïve café ☕']) {
      await expect(readAtKeys(sealed, { passphrase: wrong })).rejects.toMatchObject({
        kind: 'wrongPassphrase',
      })
    }
    for (const options of [{}, { passphrase: '' }]) {
      await expect(readAtKeys(sealed, options)).rejects.toMatchObject({ kind: 'passphraseNeeded' })
    }
  })
})

it('atkeys.envelope.v1: is what a passphrase gives unless told otherwise', async () => {
  const sealed = await writeAtKeys(await readAtKeys(vectorFile), { passphrase: 'short' })
  expect(JSON.parse(sealed)).toMatchObject({ v: 1, kdfParams: vector.v1.kdfParams })
  expect((await readAtKeys(sealed, { passphrase: 'short' })).atSign).toBe('@alice')
})

it('atkeys.envelope.legacy: the hash may go without saying, the salt is the low bytes', async () => {
  const { content, iv } = vector.legacy
  expect(await openEnvelope({ content, iv }, passphrase)).toBe(vector.plain)
  const keys = await readAtKeys(vectorFile)
  const options = { passphrase: 'ключ от дома 🔑', envelope: 0 as const }
  const sealed = await writeAtKeys(keys, options)
  expect(await readAtKeys(sealed, options)).toEqual(keys)
})

describe('atkeys.bounds: passphrases', () => {
  it('that cannot be used are refused before any work', async () => {
    const keys = await readAtKeys(vectorFile)
    for (const wrong of ['x'.repeat(1025), 'half a pair \ud83d']) {
      await expect(writeAtKeys(keys, { passphrase: wrong })).rejects.toMatchObject({
        kind: 'passphraseRefused',
      })
      await expect(openEnvelope(vector.v1, wrong)).rejects.toMatchObject({
        kind: 'passphraseRefused',
      })
    }
    const short = { passphrase: 'seven77', envelope: 0 as const }
    await expect(writeAtKeys(keys, short)).rejects.toMatchObject({ kind: 'passphraseRefused' })
    await expect(openEnvelope(vector.legacy, 'seven77')).rejects.toMatchObject({
      kind: 'passphraseRefused',
    })
  })

  it('that are forgotten do not end in a plain file', async () => {
    const keys = await readAtKeys(vectorFile)
    for (const options of [
      { envelope: 1 as const },
      { envelope: 0 as const },
      { passphrase: '' },
    ]) {
      await expect(writeAtKeys(keys, options)).rejects.toMatchObject({ kind: 'passphraseNeeded' })
    }
  })
})

describe('atkeys.envelope.open: refuses', () => {
  const unsupported = 'unsupportedEnvelope'
  const { kdfParams } = vector.v1
  it.each([
    ['a later version', { v: 2 }, unsupported, 'v'],
    ['a version that is text', { v: '1' }, unsupported, 'v'],
    ['a version that is null', { v: null }, unsupported, 'v'],
    ['another hash', { hashingAlgoType: 'sha512' }, unsupported, 'hashingAlgoType'],
    ['no hash', { hashingAlgoType: undefined }, unsupported, 'hashingAlgoType'],
    ['no costs', { kdfParams: undefined }, unsupported, 'kdfParams'],
    ['costs that are a list', { kdfParams: [19_456, 2, 1] }, unsupported, 'kdfParams'],
    [
      'a cost missing',
      { kdfParams: { ...kdfParams, memory: undefined } },
      unsupported,
      'kdfParams',
    ],
    ['a cost of text', { kdfParams: { ...kdfParams, memory: '19456' } }, unsupported, 'kdfParams'],
    ['half a pass', { kdfParams: { ...kdfParams, iterations: 1.5 } }, unsupported, 'kdfParams'],
    ['no pass', { kdfParams: { ...kdfParams, iterations: 0 } }, unsupported, 'kdfParams'],
    ['65 passes', { kdfParams: { ...kdfParams, iterations: 65 } }, unsupported, 'kdfParams'],
    ['17 lanes', { kdfParams: { ...kdfParams, parallelism: 17 } }, unsupported, 'kdfParams'],
    [
      'lanes without memory',
      { kdfParams: { memory: 8, iterations: 1, parallelism: 2 } },
      unsupported,
      'kdfParams',
    ],
    [
      'more than a gibibyte',
      { kdfParams: { ...kdfParams, memory: maxKdfMemoryKib + 1 } },
      unsupported,
      'kdfParams',
    ],
    [
      'passes over all of it',
      { kdfParams: { ...kdfParams, memory: maxKdfMemoryKib, iterations: 5 } },
      unsupported,
      'kdfParams',
    ],
    ['no salt', { salt: undefined }, 'fieldMissing', 'salt'],
    ['a short salt', { salt: 'AAAAAAAAAA==' }, 'fieldMalformed', 'salt'],
    ['a long salt', { salt: 'A'.repeat(1000) }, 'fieldMalformed', 'salt'],
    ['a short vector', { iv: 'AAAA' }, 'fieldMalformed', 'iv'],
    ['a vector that is null', { iv: null }, 'fieldMissing', 'iv'],
    ['no content', { content: undefined }, 'fieldMissing', 'content'],
    ['content that is a number', { content: 1 }, 'fieldMalformed', 'content'],
  ])('%s', async (_, members, kind, field) => {
    const envelope = JSON.stringify({ ...vector.v1, ...members })
    await expect(readAtKeys(envelope, { passphrase })).rejects.toMatchObject({ kind, field })
  })

  it('content that is cut, or opens to something else', async () => {
    const cut = { ...vector.v1, content: vector.v1.content.slice(0, 64) }
    const broken = { ...vector.v1, content: vector.v1.content.slice(0, 63) }
    const iv = decodeBase64(vector.v1.iv)
    const text = { ...vector.v1, content: await encryptAes('not JSON', vector.v1Key, iv) }
    for (const envelope of [cut, broken, text]) {
      await expect(readAtKeys(JSON.stringify(envelope), { passphrase })).rejects.toMatchObject({
        kind: 'wrongPassphrase',
      })
    }
  })

  it('an envelope in an envelope', async () => {
    const iv = decodeBase64(vector.v1.iv)
    const content = await encryptAes(JSON.stringify(vector.v1), vector.v1Key, iv)
    const nested = JSON.stringify({ ...vector.v1, content })
    await expect(readAtKeys(nested, { passphrase })).rejects.toMatchObject({ kind: 'notAtKeys' })
  })

  it('the recorded one, whose document lacks most members', async () => {
    await expect(readAtKeys(JSON.stringify(vector.v1), { passphrase })).rejects.toMatchObject({
      kind: 'atSignUnknown',
    })
  })
})
