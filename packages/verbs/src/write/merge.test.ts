import { type Metadata, type MetadataRequest, parseAtSign } from '@atnet/protocol-codec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeMetadata } from './merge.ts'

const owner = parseAtSign('@alice')
const now = 1_000_000

function merge(request: MetadataRequest, existing?: Metadata): Metadata {
  return mergeMetadata({ existing, request, now, owner })
}

function base64(value: unknown): string {
  return btoa(JSON.stringify(value))
}

describe('metadata of a new record', () => {
  it('has authors, times, status and version, and its flags off', () => {
    expect(merge({})).toEqual({
      ...{ createdBy: '@alice', updatedBy: '@alice', createdAt: now, updatedAt: now },
      ...{ status: 'active', version: 0, isBinary: false, isEncrypted: false },
    })
  })

  it.each([
    ['ccd without ttr is dropped', { ccd: true }, undefined],
    ['ttr alone brings ccd false', { ttr: 5 }, false],
    ['ccd beside ttr is kept', { ttr: 5, ccd: true }, true],
    ['ccd beside ttr 0 is dropped', { ttr: 0, ccd: true }, undefined],
  ])('%s (data.metadata.ccd)', (_claim, request, ccd) => {
    expect(merge(request).ccd).toBe(ccd)
  })

  it('stores nothing for a text that says null', () => {
    expect(merge({ sharedKeyEnc: 'null' }).sharedKeyEnc).toBeUndefined()
  })

  it('never stores sharedKeyStatus', () => {
    expect(Object.keys(merge({ sharedKeyStatus: 'x' }))).not.toContain('sharedKeyStatus')
  })

  it('takes asserted times', () => {
    expect(merge({ createdAt: 5, updatedAt: 6 })).toMatchObject({ createdAt: 5, updatedAt: 6 })
  })
})

describe('metadata of a record written again (data.metadata.merge)', () => {
  const existing = merge({ sharedKeyEnc: 'k', ivNonce: 'n', isEncrypted: true, ttr: 5, ccd: true })

  it('counts up and keeps who made it and when', () => {
    const again = mergeMetadata({ existing, request: {}, now: now + 7, owner })
    expect(again).toMatchObject({ version: 1, createdAt: now, updatedAt: now + 7, ccd: true })
  })

  it('keeps texts it does not name, and clears those that say null', () => {
    expect(merge({ ivNonce: 'null' }, existing)).toMatchObject({
      sharedKeyEnc: 'k',
      ivNonce: undefined,
    })
  })

  it('turns off the flags that it does not name (data.metadata.flags-reset)', () => {
    expect(merge({}, existing).isEncrypted).toBe(false)
  })
})

describe('a hash of the public key', () => {
  it('comes with its algorithm', () => {
    const said = { pubKeyHash: 'h', hashingAlgo: 'sha512' }
    expect(merge(said).pubKeyHash).toEqual({ hash: 'h', hashingAlgo: 'sha512' })
  })

  it('is AT0003 without one', () => {
    expect(() => merge({ pubKeyHash: 'h' })).toThrow(
      expect.objectContaining({ fault: 'invalidSyntax' }),
    )
  })
})

describe('appMetadata', () => {
  it('is an object with a provider', () => {
    const appMetadata = { providerId: 'p', more: [1] }
    expect(merge({ appMetadata: base64(appMetadata) }).appMetadata).toEqual(appMetadata)
  })

  it.each([base64({}), base64({ providerId: '' }), base64([1]), base64(null), '%%%', btoa('{')])(
    '%j is AT0003',
    (appMetadata) => {
      expect(() => merge({ appMetadata })).toThrow(
        expect.objectContaining({ fault: 'invalidSyntax' }),
      )
    },
  )
})

describe('any write after any other', () => {
  const anyRequest: fc.Arbitrary<MetadataRequest> = fc.record(
    {
      ttl: fc.nat(1e9),
      ttb: fc.nat(1e9),
      ttr: fc.integer({ min: -1, max: 1e6 }),
      ccd: fc.boolean(),
      isEncrypted: fc.boolean(),
      expiresAt: fc.nat(1e9),
      availableAt: fc.nat(1e9),
      createdAt: fc.nat(1e9),
      updatedAt: fc.nat(1e9),
      sharedKeyEnc: fc.constantFrom('a', 'b', 'null'),
      ivNonce: fc.constantFrom('a', 'b', 'null'),
      immutable: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  /** What each field follows from, beside the record that was there. */
  const sources: Readonly<Partial<Record<keyof Metadata, readonly (keyof MetadataRequest)[]>>> = {
    ...{ createdBy: [], createdAt: ['createdAt'] },
    ...{ ttl: ['ttl', 'expiresAt'], expiresAt: ['ttl', 'expiresAt'] },
    ...{ ttb: ['ttb', 'availableAt'], availableAt: ['ttb', 'availableAt'] },
    ...{ ttr: ['ttr'], refreshAt: ['ttr'], ccd: ['ccd', 'ttr'] },
    ...{ sharedKeyEnc: ['sharedKeyEnc'], ivNonce: ['ivNonce'], immutable: ['immutable'] },
  }

  function fieldsOf(metadata: Metadata, names: readonly string[]): unknown {
    const told = Object.entries(metadata).filter(([, value]) => value !== undefined)
    return new Map(told.filter(([name]) => names.includes(name)))
  }

  it('moves nothing that it does not name, and counts one up (data.metadata.merge)', () => {
    fc.assert(
      fc.property(anyRequest, anyRequest, (first, request) => {
        const existing = merge(first)
        const after = mergeMetadata({ existing, request, now: now + 5, owner })
        const unnamed = Object.entries(sources)
          .filter(([, names]) => names.every((source) => request[source] === undefined))
          .map(([name]) => name)
        expect(fieldsOf(after, unnamed)).toEqual(fieldsOf(existing, unnamed))
        expect(after.version).toBe(1)
        expect(after.updatedAt).toBe(request.updatedAt ?? now + 5)
      }),
    )
  })
})
