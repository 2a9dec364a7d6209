import type { Metadata } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import { type OpenKeystore, put, record, start, updated, useKeystore } from './subject.ts'

/** Values that a careless store would change. */
const AWKWARD_VALUES: readonly (string | null)[] = [
  null,
  '',
  ' ',
  'null',
  '0012',
  '1e3',
  "' OR 1=1; DROP TABLE records; --",
  'line\nfeed\r\u0000end',
  '😀 é ｷ',
  'x'.repeat(1_000_000),
]

const FULL_METADATA: Metadata = {
  createdBy: '@alice',
  createdAt: start,
  updatedAt: start + 1,
  availableAt: start,
  expiresAt: start + 9_007_199_254_740_991,
  version: 3,
  ttl: 0,
  ttr: -1,
  ccd: false,
  isBinary: true,
  dataSignature: 'a"b\\c',
  pubKeyHash: { hash: 'h', hashingAlgo: 'sha512' },
  appMetadata: { providerId: 'p', deep: { list: [1, 'two', null] } },
}

/** Records and secrets: what goes in comes out. */
export function describeRecords(open: OpenKeystore): void {
  describe('a record', () => {
    const subject = useKeystore(open)

    it.each(AWKWARD_VALUES)('comes back as it was put, value %#', async (value) => {
      await put(subject, record('public:a@alice', value))
      expect(subject.keystore.reader.get('public:a@alice')?.value).toBe(value)
    })

    it('comes back with all its metadata', async () => {
      await put(subject, record('a@alice', 'v', FULL_METADATA))
      const found = subject.keystore.reader.get('a@alice')
      expect(found).toEqual({ key: 'a@alice', value: 'v', metadata: FULL_METADATA })
    })

    it('is read whether or not it has expired or been born', async () => {
      const past = { expiresAt: start - 1 }
      await put(subject, record('old@alice', 'v', past))
      await put(subject, record('new@alice', 'v', { availableAt: start + 1_000_000 }))
      expect(subject.keystore.reader.get('old@alice')?.metadata).toEqual(past)
      expect(subject.keystore.reader.get('new@alice')).toBeDefined()
    })

    it('is replaced as a whole by the next put', async () => {
      await put(subject, record('a@alice', 'one', FULL_METADATA))
      await put(subject, record('a@alice', null, { version: 4 }))
      const found = subject.keystore.reader.get('a@alice')
      expect(found).toEqual({ key: 'a@alice', value: null, metadata: { version: 4 } })
      expect(subject.keystore.reader.nextExpiry()).toBeUndefined()
    })

    it('takes room while it is there', async () => {
      const before = subject.keystore.sizeBytes()
      await put(subject, record('big@alice', 'x'.repeat(100_000)))
      expect(subject.keystore.sizeBytes()).toBeGreaterThan(before + 90_000)
    })

    it('is gone once removed, and removing it again does no harm', async () => {
      await put(subject, record('a@alice', 'v', FULL_METADATA))
      await subject.keystore.write((transaction) => transaction.remove('a@alice', 'unlogged'))
      await subject.keystore.write((transaction) => transaction.remove('a@alice', 'unlogged'))
      expect(subject.keystore.reader.get('a@alice')).toBeUndefined()
      expect(subject.keystore.reader.nextExpiry()).toBeUndefined()
      expect(subject.keystore.reader.keys({ limit: 9 }).keys).toEqual([])
    })

    it('is found under every spelling of its key (data.key.canonical)', async () => {
      await put(subject, record(' Public:Pho ne.Wavi@Alice ', 'v'))
      const { reader } = subject.keystore
      expect(reader.get('public:PHONE.wavi@alice')?.key).toBe('public:phone.wavi@alice')
      expect(reader.commitOf('PUBLIC:phone.wavi@alice')?.key).toBe('public:phone.wavi@alice')
      await subject.keystore.write((transaction) =>
        transaction.remove('PUBLIC:PHONE.WAVI@alice', updated),
      )
      expect(reader.keys({ limit: 9 }).keys).toEqual([])
    })

    it('cannot be told apart by what UTF-8 cannot hold', async () => {
      await put(subject, record('a\ud83d@alice', 'cut \ude00 off'))
      const { reader } = subject.keystore
      expect(reader.get('a\ud83d@alice')).toEqual(reader.get('a\ufffd@alice'))
      expect(reader.get('a\ufffd@alice')?.value).toBe('cut \ufffd off')
    })

    it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, 2 ** 63])(
      'is refused with the time %d, and leaves nothing behind',
      async (time) => {
        await expect(put(subject, record('a@alice', 'v', { expiresAt: time }))).rejects.toThrow(
          RangeError,
        )
        await expect(put(subject, record('a@alice', 'v', { availableAt: time }))).rejects.toThrow(
          RangeError,
        )
        const log = { operation: '*', at: time } as const
        await expect(put(subject, record('a@alice'), log)).rejects.toThrow(RangeError)
        expect(subject.keystore.reader.get('a@alice')).toBeUndefined()
        expect(subject.keystore.reader.lastCommitId()).toBeUndefined()
      },
    )
  })

  describe('a secret', () => {
    const subject = useKeystore(open)

    it('is kept apart from the records (data.secret.apart)', async () => {
      const { keystore } = subject
      await keystore.write((transaction) => transaction.setSecret('signing', 'key\u0000material'))
      expect(keystore.reader.secret('signing')).toBe('key\u0000material')
      expect(keystore.reader.get('signing')).toBeUndefined()
      expect(keystore.reader.keys({ limit: 9 }).keys).toEqual([])
      expect(keystore.reader.commits({ after: -1, limit: 9 })).toEqual([])
      await put(subject, record('signing', 'a record'))
      expect(keystore.reader.secret('signing')).toBe('key\u0000material')
    })

    it('can be replaced and removed', async () => {
      const { keystore } = subject
      await keystore.write((transaction) => transaction.setSecret('signing', 'one'))
      await keystore.write((transaction) => transaction.setSecret('signing', 'two'))
      expect(keystore.reader.secret('signing')).toBe('two')
      await keystore.write((transaction) => transaction.setSecret('signing', undefined))
      expect(keystore.reader.secret('signing')).toBeUndefined()
      expect(keystore.reader.secret('other')).toBeUndefined()
    })
  })
}
