import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AtFault } from './faults.ts'
import { formatFragment } from './fragment.ts'
import { FRAGMENT_TAGS, type MetadataRequest } from './metadata-fields.ts'
import { parseTimestamp } from './timestamps.ts'

const moment = Date.UTC(2024, 9, 24, 1, 35, 2, 120)

/** The fragment's grammar as the protocol's documents give it. */
const integer = '-?\\d+'
const flag = 'true|false'
const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z'
const token = '[^:@\\s]+'
const tags = `ttl=${integer} ttb=${integer} ttr=${integer} ccd=${flag}
  cAt=${time} uAt=${time} eAt=${time} aAt=${time}
  dataSignature=${token} sharedKeyStatus=${token} isBinary=${flag} isEncrypted=${flag}
  sharedKeyEnc=${token} pubKeyCS=${token} pubKeyHash=${token} hashingAlgo=${token}
  encoding=${token} encKeyName=${token} encAlgo=${token} ivNonce=${token}
  skeEncKeyName=${token} skeEncAlgo=${token} immutable=${flag} appMetadata=${token}`
const groups = tags.split(/\s+/u).map((tag) => `(?::${tag.replace('=', ':(')}))?`)
const grammar = new RegExp(`^${groups.join('')}$`, 'i')

// data.fragment.format, data.fragment.order
describe('formatFragment', () => {
  it('writes tags in the order servers enforce, whatever order they were given in', () => {
    const request: MetadataRequest = {
      appMetadata: 'e30=',
      isEncrypted: false,
      createdAt: moment,
      ttl: -1,
      ttr: 0,
      immutable: true,
      sharedKeyEnc: 'a/b+c=',
    }
    expect(formatFragment(request)).toBe(
      ':ttl:-1:ttr:0:cAt:2024-10-24T01:35:02.120Z:isEncrypted:false:sharedKeyEnc:a/b+c=:immutable:true:appMetadata:e30=',
    )
  })

  it('writes nothing for nothing', () => {
    expect(formatFragment({})).toBe('')
    expect(formatFragment({ ttl: undefined })).toBe('')
  })

  it.each<[string, MetadataRequest]>([
    ['an empty token', { ivNonce: '' }],
    ['a token with a colon', { ivNonce: 'a:immutable:true' }],
    ['a token with an @', { encKeyName: 'a@b' }],
    ['a token with a blank', { encAlgo: 'a b' }],
    ['a token with a line feed', { encAlgo: 'a\n' }],
    ['a token with a line separator', { encAlgo: 'a\u2028' }],
    ['a fraction', { ttl: 1.5 }],
    ['an integer beyond 2^53', { ttl: 2 ** 53 }],
    ['no number', { ttb: Number.NaN }],
    ['a moment beyond the year 9999', { expiresAt: Number.MAX_SAFE_INTEGER }],
    ['a moment that is no number', { expiresAt: Number.NaN }],
    ['a moment finer than milliseconds', { expiresAt: 0.5 }],
  ])('refuses %s', (_what, request) => {
    expect(() => formatFragment(request)).toThrow(AtFault)
  })

  it('writes what the grammar reads back', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const found = grammar.exec(formatFragment(request))?.slice(1) ?? []
        const read = FRAGMENT_TAGS.flatMap(({ name, kind }, index) => {
          const text = found[index]
          return text === undefined ? [] : [[name, readers[kind](text)] as const]
        })
        expect(Object.fromEntries(read)).toEqual(request)
      }),
    )
  })
})

const readers = {
  integer: Number,
  flag: (text: string) => text === 'true',
  time: parseTimestamp,
  token: (text: string) => text,
} as const

const values = {
  integer: fc.maxSafeInteger(),
  flag: fc.boolean(),
  time: fc.integer({ min: Date.parse('0000-01-01T00:00:00Z'), max: Date.UTC(9999, 11, 31) }),
  token: fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((text) => text.replaceAll(/[:@\s]/gu, '') || 'x'),
} as const

const anyRequest: fc.Arbitrary<MetadataRequest> = fc.record(
  Object.fromEntries(FRAGMENT_TAGS.map(({ name, kind }) => [name, values[kind]])),
  { requiredKeys: [], noNullPrototype: true },
)
