import { encodeAppMetadata, parseAtSign } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import { readJsonBody } from './json-body.ts'

const owner = parseAtSign('@alice')
const plain = { atKey: 'phone.wavi@alice', value: 'v', metadata: {} }

function read(body: unknown): ReturnType<typeof readJsonBody> {
  return readJsonBody(JSON.stringify(body), owner)
}

function refusal(json: string): unknown {
  try {
    return readJsonBody(json, owner)
  } catch (error) {
    return error
  }
}

const syntax = { fault: 'invalidSyntax' }

describe('the key of update:json is named in full (data.update.json)', () => {
  it.each([
    ['as it stands', {}, 'phone.wavi@alice'],
    ['folded', { atKey: ' Pho ne.Wavi@ALICE ' }, 'phone.wavi@alice'],
    ['with its recipient', { atKey: '@bob:x.wavi@alice' }, '@bob:x.wavi@alice'],
    ['public already', { atKey: 'public:x@alice', metadata: { isPublic: true } }, 'public:x@alice'],
    ['made public', { atKey: 'x@alice', metadata: { isPublic: true } }, 'public:x@alice'],
    ['not made public', { metadata: { isPublic: false } }, 'phone.wavi@alice'],
    ['owned by sharedBy', { atKey: 'x.wavi', sharedBy: '@alice' }, 'x.wavi@alice'],
    ['owned by sharedBy already', { sharedBy: '@alice' }, 'phone.wavi@alice'],
    ['for sharedWith', { atKey: 'x', sharedBy: '@Alice', sharedWith: '@Bob' }, '@bob:x@alice'],
    ['for sharedWith already', { atKey: '@bob:x@alice', sharedWith: '@bob' }, '@bob:x@alice'],
    ['for nobody', { sharedWith: null, sharedBy: '' }, 'phone.wavi@alice'],
    ['without an owner', { atKey: '_name' }, '_name'],
  ])('%s', (_claim, members, key) => {
    expect(read({ ...plain, ...members }).key).toBe(key)
  })
})

describe('a body that reading would change is AT0003, and it is said why (wire.json.exact)', () => {
  const start = '{"atKey":"x@alice","value":"v","metadata":{'
  it.each([
    [`${start}"ttl":9007199254740993}}`, 'holds a number beyond 2^53'],
    [
      `${start}"appMetadata":{"providerId":"p","n":12345678901234567890}}}`,
      'holds a number beyond',
    ],
    [`${start}"appMetadata":{"providerId":"p","n":1e999}}}`, 'holds a number beyond 2^53'],
    [`${start}"ttl":1,"ttl":2}}`, 'names a member twice'],
    [`${start}},"value":"w"}`, 'names a member twice'],
    [`${start}},"\\u0076alue":"w"}`, 'names a member twice'],
    ['{"atKey":"x@alice","value":"\\ud83d","metadata":{}}', 'holds half a surrogate pair'],
    ['{"atKey":"x\\udc00@alice","value":"v","metadata":{}}', 'holds half a surrogate pair'],
    ['{', 'is not JSON'],
  ])('%s', (json, why) => {
    const detail = expect.stringContaining(`Invalid syntax. the body ${why}`)
    expect(refusal(json)).toMatchObject({ ...syntax, detail })
  })

  it('keeps __proto__ as the member that it is', () => {
    const json = `${start}"appMetadata":{"providerId":"p","__proto__":{"n":1}}}}`
    const token = btoa('{"providerId":"p","__proto__":{"n":1}}')
    expect(readJsonBody(json, owner).metadata).toEqual({ appMetadata: token })
  })
})

describe('a malformed body is AT0003 (data.update.json)', () => {
  it.each([
    ['nothing', ''],
    ['half of it', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"x"'],
    ['too deep a nesting', `{"atKey":"x@alice","value":"v","metadata":${'['.repeat(10_000)}`],
    ['members of its prototype only', '{"__proto__":{"atKey":"x@alice","value":"v"}}'],
  ])('%s', (_claim, json) => {
    expect(refusal(json)).toMatchObject(syntax)
  })

  it.each([
    ['no key', { atKey: undefined }],
    ['a blank key', { atKey: ' ' }],
    ['a key that is a number', { atKey: 7 }],
    ['no value', { value: undefined }],
    ['a null value', { value: null }],
    ['an empty value', { value: '' }],
    ['a blank value', { value: ' \t' }],
    ['a value of two lines', { value: 'a\nb' }],
    ['a value that is a number', { value: 1 }],
    ['a value that is an object', { value: {} }],
    ['no metadata', { metadata: undefined }],
    ['null metadata', { metadata: null }],
    ['metadata that is a list', { metadata: [] }],
    ['another owner', { sharedBy: '@bob' }],
    ['an owner that is no atSign', { sharedBy: '@a@b' }],
    ['an owner that is a number', { sharedBy: 1 }],
    ['a recipient that is no atSign', { sharedWith: '@a b' }],
    ['a public record for somebody', { sharedWith: '@bob', metadata: { isPublic: true } }],
    ['isPublic that is a text', { metadata: { isPublic: 'true' } }],
  ])('%s', (_claim, members) => {
    expect(refusal(JSON.stringify({ ...plain, ...members }))).toMatchObject(syntax)
  })

  it('says so of a missing key in the words peers know', () => {
    expect(refusal('{"value":"v","metadata":{}}')).toMatchObject({
      detail: 'atKey.key not supplied',
    })
  })
})

function readMetadata(metadata: unknown): unknown {
  return read({ ...plain, metadata }).metadata
}

describe('the metadata of update:json', () => {
  it.each([
    ['absent and null are not supplied', { ttl: null, ttb: null, ccd: null }, {}],
    ['numbers', { ttl: 5, ttb: 0, ttr: -1 }, { ttl: 5, ttb: 0, ttr: -1 }],
    ['numbers in texts', { ttl: '5', ttr: '-1' }, { ttl: 5, ttr: -1 }],
    ['flags', { ccd: true, isBinary: false }, { ccd: true, isBinary: false }],
    ['texts', { ivNonce: 'iv==', sharedKeyEnc: 'null' }, { ivNonce: 'iv==', sharedKeyEnc: 'null' }],
    [
      'times, with a blank or a T and any number of decimals',
      { createdAt: '2026-05-05 11:59:44.123Z', expiresAt: '2026-05-05T11:59:44.123456Z' },
      { createdAt: 1_777_982_384_123, expiresAt: 1_777_982_384_123 },
    ],
    [
      'a hash as records show it',
      { pubKeyHash: { hash: 'h', hashingAlgo: 'sha512' } },
      { pubKeyHash: 'h', hashingAlgo: 'sha512' },
    ],
    [
      'a hash as tags say it',
      { pubKeyHash: 'h', hashingAlgo: 'sha512' },
      { pubKeyHash: 'h', hashingAlgo: 'sha512' },
    ],
    [
      'appMetadata as records show it',
      { appMetadata: { providerId: 'p' } },
      { appMetadata: encodeAppMetadata({ providerId: 'p' }) },
    ],
    ['what only clients use is ignored', { isCached: true, isHidden: 1, version: 'x' }, {}],
  ])('%s', (_claim, metadata, request) => {
    expect(readMetadata(metadata)).toEqual(request)
  })

  it('looks at own members only', () => {
    const json = '{"atKey":"x@alice","value":"v","metadata":{"__proto__":{"ttl":1}}}'
    expect(readJsonBody(json, owner).metadata).toEqual({})
  })

  it.each([
    { ttl: 1.5 },
    { ttl: 'soon' },
    { ttl: true },
    { ttl: 2 ** 53 },
    { ccd: 'true' },
    { isEncrypted: 1 },
    { immutable: 'yes' },
    { createdAt: 5 },
    { expiresAt: '2026-02-31T00:00:00Z' },
    { ivNonce: '' },
    { ivNonce: 'a b' },
    { ivNonce: 'a:b' },
    { encoding: 1 },
    { pubKeyHash: { hash: 1, hashingAlgo: 'sha512' } },
    { pubKeyHash: [] },
    { appMetadata: 7 },
  ])('%j is AT0003', (metadata) => {
    expect(refusal(JSON.stringify({ ...plain, metadata }))).toMatchObject(syntax)
  })
})
