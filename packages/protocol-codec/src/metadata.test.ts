import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeAppMetadata, encodeAppMetadata } from './app-metadata.ts'
import { maxAppMetadataDepth } from './limits.ts'
import {
  parseMetadata,
  type RenderableRecord,
  renderMetadata,
  renderRecord,
  renderSyncMetadata,
} from './metadata.ts'
import { METADATA_FIELDS, type Metadata } from './metadata-fields.ts'

/** Any UTF-16 unit, halves of characters included. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))

const full: Metadata = {
  appMetadata: { providerId: 'p', n: 1 },
  immutable: true,
  skeEncAlgo: 'rsa',
  skeEncKeyName: 'k2',
  ivNonce: 'AAAA',
  encAlgo: 'AES',
  encKeyName: 'k1',
  encoding: 'base64',
  pubKeyHash: { hash: 'h', hashingAlgo: 'sha512' },
  pubKeyCS: 'd41d',
  sharedKeyEnc: 'abc=',
  dataSignature: 'c2ln',
  isEncrypted: true,
  isBinary: false,
  ccd: true,
  ttr: -1,
  ttb: 0,
  ttl: 1000,
  version: 1,
  status: 'active',
  refreshAt: Date.UTC(2024, 9, 25, 1, 36, 10, 4),
  expiresAt: Date.UTC(2024, 9, 24, 1, 36, 11, 4),
  availableAt: Date.UTC(2024, 9, 24, 1, 36, 10, 4),
  updatedAt: Date.UTC(2024, 9, 24, 1, 36, 10, 4),
  createdAt: Date.UTC(2024, 9, 24, 1, 35, 2, 123),
  updatedBy: '@alice',
  createdBy: '@alice',
}

// data.metadata.rendering, data.metadata.order
describe('renderMetadata', () => {
  it('writes typed members in the order of the table', () => {
    expect(renderMetadata(full)).toBe(
      '{"createdBy":"@alice","updatedBy":"@alice","createdAt":"2024-10-24 01:35:02.123Z",' +
        '"updatedAt":"2024-10-24 01:36:10.004Z","availableAt":"2024-10-24 01:36:10.004Z",' +
        '"expiresAt":"2024-10-24 01:36:11.004Z","refreshAt":"2024-10-25 01:36:10.004Z",' +
        '"status":"active","version":1,"ttl":1000,"ttb":0,"ttr":-1,"ccd":true,"isBinary":false,' +
        '"isEncrypted":true,"dataSignature":"c2ln","sharedKeyEnc":"abc=","pubKeyCS":"d41d",' +
        '"pubKeyHash":{"hash":"h","hashingAlgo":"sha512"},"encoding":"base64","encKeyName":"k1",' +
        '"encAlgo":"AES","ivNonce":"AAAA","skeEncKeyName":"k2","skeEncAlgo":"rsa",' +
        '"immutable":true,"appMetadata":{"providerId":"p","n":1}}',
    )
  })

  it('leaves out what is absent', () => {
    expect(renderMetadata({})).toBe('{}')
    expect(renderMetadata({ ttl: undefined, version: 0 })).toBe('{"version":0}')
  })
})

// data.metadata.sync-rendering
describe('renderSyncMetadata', () => {
  it('writes every value as a string', () => {
    const json: unknown = JSON.parse(renderSyncMetadata(full))
    expect(json).toEqual({
      createdBy: '@alice',
      updatedBy: '@alice',
      createdAt: '2024-10-24 01:35:02.123Z',
      updatedAt: '2024-10-24 01:36:10.004Z',
      availableAt: '2024-10-24 01:36:10.004Z',
      expiresAt: '2024-10-24 01:36:11.004Z',
      refreshAt: '2024-10-25 01:36:10.004Z',
      status: 'active',
      version: '1',
      ttl: '1000',
      ttb: '0',
      ttr: '-1',
      ccd: 'true',
      isBinary: 'false',
      isEncrypted: 'true',
      dataSignature: 'c2ln',
      sharedKeyEnc: 'abc=',
      pubKeyCS: 'd41d',
      pubKeyHash: '{"hash":"h","hashingAlgo":"sha512"}',
      encoding: 'base64',
      encKeyName: 'k1',
      encAlgo: 'AES',
      ivNonce: 'AAAA',
      skeEncKeyName: 'k2',
      skeEncAlgo: 'rsa',
      immutable: 'true',
      appMetadata: Buffer.from('{"providerId":"p","n":1}').toString('base64'),
    })
    expect(Object.keys(json as object)).toEqual(METADATA_FIELDS.map(({ name }) => name))
  })
})

// data.metadata.reading
describe('parseMetadata', () => {
  it('reads both renderings back', () => {
    fc.assert(
      fc.property(anyMetadata, (metadata) => {
        expect(parseMetadata(JSON.parse(renderMetadata(metadata)))).toEqual(metadata)
        expect(parseMetadata(JSON.parse(renderSyncMetadata(metadata)))).toEqual(metadata)
      }),
    )
  })

  it('reads moments with a T and six decimals, and null as absent', () => {
    const json = { createdAt: '2024-10-24T01:35:02.123456Z', updatedAt: null, ttl: null }
    expect(parseMetadata(json)).toEqual({ createdAt: full.createdAt })
  })

  it.each([
    ['no object', 7],
    ['null', null],
    ['an array', [{ ttl: 1 }]],
    ['an unknown member', { sharedKeyStatus: 'x' }],
    ['an inherited member', Object.create({ ttl: 1 })],
    ['an integer beyond 2^53', { ttl: 2 ** 53, ttb: '9007199254740993' }],
    ['no integer', { ttl: 1.5, ttb: '1.5', ttr: '', version: '0x10' }],
    ['a moment that is none', { createdAt: 'yesterday', updatedAt: 1_700_000_000_000 }],
    ['flags that are none', { ccd: 1, isBinary: 'yes', isEncrypted: '' }],
    ['texts that are none', { status: 1, ivNonce: {}, encAlgo: ['AES'] }],
    ['half a hash', { pubKeyHash: { hash: 'h' } }],
    ['a hash that is no JSON', { pubKeyHash: 'sha512' }],
    [
      'a hash that is too long',
      { pubKeyHash: `{"hash":"${'x'.repeat(5_000)}","hashingAlgo":"a"}` },
    ],
    ['app metadata that is none', { appMetadata: 'x', immutable: null }],
    ['app metadata that nests too deep', { appMetadata: nested(maxAppMetadataDepth + 1) }],
    ['app metadata that nests for ever', { appMetadata: nested(100_000) }],
  ])('reads nothing from %s', (_what, json) => {
    expect(parseMetadata(json)).toEqual({})
  })
})

// data.metadata.app-metadata
describe('decodeAppMetadata', () => {
  it('reads what was encoded', () => {
    const value = { providerId: 'wavi', nested: { a: [1, 'é', '🛠', null] } }
    expect(decodeAppMetadata(encodeAppMetadata(value))).toEqual({ value })
    const deep = { providerId: 'wavi', deep: nested(maxAppMetadataDepth - 1) }
    expect(decodeAppMetadata(encodeAppMetadata(deep))).toEqual({ value: deep })
  })

  it.each([
    ['a number beyond 2^53', btoa('{"providerId":"p","n":9007199254740993}')],
    ['half a surrogate pair', btoa('{"providerId":"p","n":"\\ud83d"}')],
    ['two providers', btoa('{"providerId":"p","providerId":"q"}')],
    ['no provider', encodeAppMetadata({ n: 1 })],
    ['an empty provider', encodeAppMetadata({ providerId: '' })],
    ['a provider that is no text', encodeAppMetadata({ providerId: 1 })],
    ['an inherited provider', base64('{"__proto__":{"providerId":"x"}}')],
    ['an array', base64('[]')],
    ['no JSON', base64('{')],
    ['no base64', '{"providerId":"x"}'],
    ['white space', ` ${encodeAppMetadata({ providerId: 'x' })}`],
    ['no UTF-8', Buffer.from('{"providerId":"\xff"}', 'latin1').toString('base64')],
    ['nothing', ''],
    ['too deep a nesting', base64(`{"providerId":"x","a":${JSON.stringify(nested(40))}}`)],
  ])('refuses %s', (_what, token) => {
    expect(decodeAppMetadata(token)).toHaveProperty('flaw')
  })
})

// data.record.rendering
describe('renderRecord', () => {
  const record: RenderableRecord = {
    key: '@bob:email.wavi@alice',
    value: 'Zm9v "x"',
    metadata: { createdBy: '@alice', version: 1 },
  }

  it('writes the value as it was stored', () => {
    expect(renderRecord(record, 'value')).toBe('Zm9v "x"')
    expect(renderRecord({ ...record, value: '' }, 'value')).toBe('')
    expect(renderRecord({ ...record, value: null }, 'value')).toBe('null')
  })

  it('writes metadata alone or with key and value', () => {
    expect(renderRecord(record, 'meta')).toBe('{"createdBy":"@alice","version":1}')
    expect(renderRecord(record, 'all')).toBe(
      '{"key":"@bob:email.wavi@alice","data":"Zm9v \\"x\\"","metaData":{"createdBy":"@alice","version":1}}',
    )
  })

  it('leaves a value out that was never stored', () => {
    expect(renderRecord({ ...record, value: null }, 'all')).toBe(
      '{"key":"@bob:email.wavi@alice","metaData":{"createdBy":"@alice","version":1}}',
    )
  })
})

const time = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) })
const byKind = {
  text: fc.string({ unit: anyUnit }),
  integer: fc.maxSafeInteger(),
  flag: fc.boolean(),
  time,
  hash: fc.record({ hash: fc.string(), hashingAlgo: fc.string() }, { noNullPrototype: true }),
  object: fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer()), {
    noNullPrototype: true,
  }),
} as const
const anyMetadata: fc.Arbitrary<Metadata> = fc.record(
  Object.fromEntries(METADATA_FIELDS.map(({ name, kind }) => [name, byKind[kind]])),
  { requiredKeys: [], noNullPrototype: true },
)

function nested(levels: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < levels; level += 1) {
    value = { a: value }
  }
  return value
}

function base64(json: string): string {
  return Buffer.from(json).toString('base64')
}
