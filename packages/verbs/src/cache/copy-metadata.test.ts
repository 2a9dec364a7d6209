import { type Metadata, parseAtSign } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import { lastMomentMs } from '../limits.ts'
import { type CopyClocks, copyClocks, copyMetadata } from './copy-metadata.ts'

const now = 1_000_000_000
const day = 86_400_000

function clocks(origin: Metadata, isPublic: boolean): CopyClocks | undefined {
  return copyClocks({ origin, isPublic, now })
}

describe('a copy of a shared record (data.cache.clocks)', () => {
  it.each<[string, Metadata, CopyClocks | undefined]>([
    ['is not kept without ttr', {}, undefined],
    ['is not kept with ttr 0', { ttr: 0 }, undefined],
    ['is not kept with a ttr that means nothing', { ttr: -5, ttl: 1 }, undefined],
    ['is good for ever with ttr -1', { ttr: -1, refreshAt: 7 }, { ttr: -1 }],
    [
      'is good for ttr seconds from now',
      { ttr: 60, refreshAt: 7 },
      { ttr: 60, refreshAt: now + 60_000 },
    ],
    [
      'can be good for as long as there are dates',
      { ttr: Number.MAX_SAFE_INTEGER },
      { ttr: Number.MAX_SAFE_INTEGER, refreshAt: lastMomentMs },
    ],
    [
      'expires when the record does',
      { ttr: -1, ttl: 5, expiresAt: now + 2 },
      { ttr: -1, ttl: 5, expiresAt: now + 2 },
    ],
    [
      'expires ttl from now when no moment is told',
      { ttr: -1, ttl: 5 },
      { ttr: -1, ttl: 5, expiresAt: now + 5 },
    ],
    [
      'expires ttl after its birth when no moment is told',
      { ttr: -1, ttl: 5, ttb: 3 },
      { ttr: -1, ttl: 5, ttb: 3, availableAt: now + 3, expiresAt: now + 8 },
    ],
    ['never expires with ttl 0', { ttr: -1, ttl: 0 }, { ttr: -1, ttl: 0 }],
    [
      'is born when the record is',
      { ttr: -1, ttb: 3, availableAt: now - 9 },
      { ttr: -1, ttb: 3, availableAt: now - 9 },
    ],
    ['has no lifetimes below zero', { ttr: -1, ttl: -4, ttb: -4 }, { ttr: -1 }],
  ])('%s', (_claim, origin, expected) => {
    expect(clocks(origin, false)).toEqual(expected)
  })
})

describe('a copy of a public record (data.cache.clocks)', () => {
  it.each<[string, Metadata, CopyClocks]>([
    ['is kept for a day without ttr', {}, { ttl: day, expiresAt: now + day }],
    ['is kept for a day with ttr 0', { ttr: 0 }, { ttl: day, expiresAt: now + day }],
    [
      'is not kept longer than the record',
      { ttl: 5, expiresAt: now + 4 },
      { ttl: day, expiresAt: now + 4 },
    ],
    ['is kept for a day of a longer life', { ttl: 9 * day }, { ttl: day, expiresAt: now + day }],
    ['is good for ttr seconds from now', { ttr: 2 }, { ttr: 2, refreshAt: now + 2_000 }],
    ['is good for ever with ttr -1', { ttr: -1 }, { ttr: -1 }],
  ])('%s', (_claim, origin, expected) => {
    expect(clocks(origin, true)).toEqual(expected)
  })
})

describe('the metadata of a copy (data.cache.metadata)', () => {
  const owner = parseAtSign('@alice')
  const origin: Metadata = {
    ...{ createdBy: '@bob', updatedBy: '@bob', createdAt: 1, updatedAt: 2, status: 'active' },
    ...{ version: 7, ccd: true, isEncrypted: true, sharedKeyEnc: 'k', immutable: true },
  }

  it('says who and when as the origin does, but counts its own versions', () => {
    const first = copyMetadata({ origin, existing: undefined, owner, now })
    expect(first).toEqual({ ...origin, updatedBy: '@alice', version: 0 })
    const second = copyMetadata({ origin, existing: first, owner, now })
    expect(second.version).toBe(1)
  })

  it('keeps nothing that the origin has taken back', () => {
    const existing = copyMetadata({ origin, existing: undefined, owner, now })
    const { sharedKeyEnc: _, ...without } = origin
    expect(copyMetadata({ origin: without, existing, owner, now })).not.toHaveProperty(
      'sharedKeyEnc',
    )
  })

  it('has times even when the origin tells none', () => {
    const bare = copyMetadata({ origin: {}, existing: { createdAt: 5 }, owner, now })
    expect(bare).toMatchObject({ createdAt: 5, updatedAt: now, status: 'active' })
  })
})
