import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KeyQuery, Keystore } from '../keystore.ts'
import { type OpenKeystore, record, start, useKeystore } from './subject.ts'

/** In ascending order by code point: U+FE0F sorts below an emoji, though its UTF-16 sorts above. */
const ASCENDING: readonly string[] = [
  '"quoted"@alice',
  '%@alice',
  '*@alice',
  '@bob:a@alice',
  '@bob:b@alice',
  '@bobby:a@alice',
  '_@alice',
  '_x@alice',
  'a%b@alice',
  'a_b@alice',
  'axb@alice',
  'public:a@alice',
  'public:b@alice',
  'x\ufe0f@alice',
  'x😀@alice',
]

/** Every key of a query, page by page. */
function all(keystore: Keystore, query: KeyQuery): readonly string[] {
  const found: string[] = []
  let after: string | undefined
  do {
    const page = keystore.reader.keys(after === undefined ? query : { ...query, after })
    expect(page.keys.length).toBeLessThanOrEqual(query.limit)
    found.push(...page.keys)
    after = page.next
  } while (after !== undefined)
  return found
}

/** The order of code points, which is that of the bytes of UTF-8. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Listing keys: order, prefixes, pages, and what is live. */
export function describeKeys(open: OpenKeystore): void {
  describe('listing keys', () => {
    const subject = useKeystore(open)

    async function fill(keys: readonly string[]): Promise<void> {
      await subject.keystore.write((transaction) => {
        for (const key of keys.toReversed()) {
          transaction.put(record(key), 'unlogged')
        }
      })
    }

    async function empty(): Promise<void> {
      const keys = all(subject.keystore, { limit: 100 })
      await subject.keystore.write((transaction) => {
        keys.forEach((key) => transaction.remove(key, 'purge'))
      })
    }

    it.each([1, 2, 3, 100])(
      'gives all keys in order, in pages of %d (data.scan.order)',
      async (limit) => {
        await fill(ASCENDING)
        expect(all(subject.keystore, { limit })).toEqual(ASCENDING)
      },
    )

    it('orders any keys by code point, whatever their UTF-16 is (data.scan.order)', async () => {
      // On both sides of the surrogates, where the order of UTF-16 units is another one.
      const unit = fc.constantFrom(...'\0a@:é\ud7ff\ue000\ufe0f\uffff\u{10000}😀🛠\u{10ffff}')
      const someKeys = fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 4 }))
      await fc.assert(
        fc.asyncProperty(someKeys, fc.integer({ min: 1, max: 5 }), async (keys, limit) => {
          await empty()
          await fill(keys)
          expect(all(subject.keystore, { limit })).toEqual(keys.toSorted(byCodePoint))
        }),
      )
    })

    it.each([
      '',
      '@bob:',
      '@bob',
      'a%',
      'a_',
      '%',
      '_',
      'x',
      'x😀',
      'public:',
      'nothing',
      '\u{10ffff}',
    ])('takes the prefix %j literally', async (prefix) => {
      await fill(ASCENDING)
      const expected = ASCENDING.filter((key) => key.startsWith(prefix))
      expect(all(subject.keystore, { prefix, limit: 2 })).toEqual(expected)
    })

    it('has an end also after the highest prefix', async () => {
      const highest = ['\u{10ffff}', '\u{10ffff}\u{10ffff}', '\u{10ffff}a']
      await fill(['\ud7ff', '\ud7ffa', '\ue000', ...highest])
      expect(all(subject.keystore, { prefix: '\u{10ffff}', limit: 9 })).toHaveLength(3)
      expect(all(subject.keystore, { prefix: '\ud7ff', limit: 9 })).toEqual(['\ud7ff', '\ud7ffa'])
    })

    it('goes on after any text, also one that is no key, and never before the prefix', async () => {
      await fill(ASCENDING)
      const { reader } = subject.keystore
      expect(reader.keys({ after: '@bob:aa', limit: 1 }).keys).toEqual(['@bob:b@alice'])
      expect(reader.keys({ prefix: 'public:', after: 'a', limit: 1 }).keys).toEqual([
        'public:a@alice',
      ])
      expect(reader.keys({ prefix: '@bob:', after: 'z', limit: 1 })).toEqual({
        keys: [],
        next: undefined,
      })
    })

    it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the limit %d', (limit) => {
      const { reader } = subject.keystore
      expect(() => reader.keys({ limit })).toThrow(RangeError)
      expect(() => reader.commits({ after: -1, limit })).toThrow(RangeError)
      expect(() => reader.expired(start, limit)).toThrow(RangeError)
    })
  })

  describeTimes(open)
}

function describeTimes(open: OpenKeystore): void {
  describe('expiry and birth', () => {
    const subject = useKeystore(open)

    async function fill(): Promise<void> {
      await subject.keystore.write((transaction) => {
        transaction.put(record('always@alice'), 'unlogged')
        for (const [name, offset] of [
          ['past', -1],
          ['now', 0],
          ['soon', 1],
        ] as const) {
          const at = start + offset
          transaction.put(record(`born.${name}@alice`, 'v', { availableAt: at }), 'unlogged')
          transaction.put(record(`ends.${name}@alice`, 'v', { expiresAt: at }), 'unlogged')
        }
      })
    }

    it('leave out of a listing what ended, and what is not born before its moment (data.scan.live)', async () => {
      await fill()
      const active = all(subject.keystore, { limit: 2, activeAt: start })
      expect(active).toEqual([
        'always@alice',
        'born.past@alice',
        'ends.now@alice',
        'ends.soon@alice',
      ])
      const later = all(subject.keystore, { limit: 100, activeAt: start + 1 })
      expect(later).toContain('born.now@alice')
      expect(later).not.toContain('born.soon@alice')
      expect(all(subject.keystore, { limit: 2 })).toHaveLength(7)
    })

    it('cost a listing no more steps than its limit, however many are in the way', async () => {
      await subject.keystore.write((transaction) => {
        for (let n = 100; n < 200; n += 1) {
          transaction.put(record(`a${n}@alice`, 'v', { expiresAt: start - 1 }), 'unlogged')
        }
        transaction.put(record('z@alice'), 'unlogged')
      })
      const page = subject.keystore.reader.keys({ limit: 50, activeAt: start })
      expect(page).toEqual({ keys: [], next: 'a149@alice' })
      expect(all(subject.keystore, { limit: 50, activeAt: start })).toEqual(['z@alice'])
    })

    it('tell when to sweep next, and what (data.expiry.sweep)', async () => {
      const { reader } = subject.keystore
      expect(reader.nextExpiry()).toBeUndefined()
      expect(reader.expired(start, 9)).toEqual([])
      await fill()
      expect(reader.nextExpiry()).toBe(start - 1)
      expect(reader.expired(start - 1, 9)).toEqual([])
      expect(reader.expired(start, 9)).toEqual(['ends.past@alice'])
      expect(reader.expired(start + 100, 2)).toEqual(['ends.past@alice', 'ends.now@alice'])
      await subject.keystore.write((transaction) => {
        for (const key of transaction.expired(start + 100, 9)) {
          transaction.remove(key, 'purge')
        }
      })
      expect(reader.nextExpiry()).toBeUndefined()
    })
  })
}
