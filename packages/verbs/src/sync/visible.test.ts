import type { CommitEntry, StoredRecord } from '@atnet/keystore'
import { describe, expect, it } from 'vitest'
import { ANYONE } from '../caller.ts'
import { searchFor } from '../patterns/pattern.ts'
import { commitView, isSynced } from './visible.ts'

/** Every key has a record but those called `gone`; the newest commit is 9. */
const records = {
  lastCommitId: (): number => 9,
  get: (key: string): StoredRecord | undefined =>
    key.includes('gone') ? undefined : { key, value: 'v', metadata: {} },
}

type Query = { readonly pattern: string | undefined; readonly skipDeletesUntil?: number }

function sees({ pattern, skipDeletesUntil }: Query, entry: Partial<CommitEntry>): boolean {
  const full = { key: 'a.wavi@alice', operation: '*', at: 0, commitId: 5, ...entry } as const
  const isWanted = searchFor(pattern, ANYONE)
  return commitView({ isWanted, skipDeletesUntil }, records)(full) !== undefined
}

describe('a client', () => {
  it.each([
    ['phone@alice', true],
    ['public:__seen@alice', true],
    ['cached:@alice:phone@bob', true],
    ['@bob:_x@alice', true],
    ['_latestnotificationidv2', false],
    ['configkey', false],
    ['foo+bar@alice', false],
    ['public:cached:foo@bob', false],
  ])('gets to see %s: %s (data.sync.keys)', (key, seen) => {
    expect(isSynced(key)).toBe(seen)
    expect(sees({ pattern: undefined }, { key })).toBe(seen)
  })

  it.each([
    ['@bob:shared_key@alice', true],
    ['shared_key.bob@alice', true],
    ['shared_key.bob.until.1700@alice', false],
    ['public:publickey@alice', true],
    ['public:phone@alice', true],
    ['public:phone.wavi@alice', false],
    ['cached:@alice:shared_key@bob', false],
    ['phone@alice', false],
    ['phone.buzz@alice', true],
    ['phone.BUZZ@alice', false],
  ])('that asks for buzz gets %s: %s (data.sync.always)', (key, seen) => {
    expect(sees({ pattern: 'buzz' }, { key })).toBe(seen)
  })

  it('is not told of a record that is gone, but of its deletion (data.sync.filter)', () => {
    const key = 'gone.wavi@alice'
    expect(sees({ pattern: undefined }, { key })).toBe(false)
    expect(sees({ pattern: undefined }, { key, operation: '-' })).toBe(true)
  })

  it.each([
    ['a deletion before', { operation: '-', commitId: 5 }, false],
    ['a deletion at', { operation: '-', commitId: 7 }, false],
    ['a deletion after', { operation: '-', commitId: 8 }, true],
    ['anything else before', { operation: '#', commitId: 5 }, true],
  ] as const)(
    'that skips deletions until 7 gets %s it: %o, %s (data.sync.skip-deletes)',
    (_, entry, seen) => {
      expect(sees({ pattern: undefined, skipDeletesUntil: 7 }, entry)).toBe(seen)
    },
  )

  it('gets the newest entry of the log whatever it skips (data.sync.skip-deletes)', () => {
    const newest = { operation: '-', commitId: 9 } as const
    expect(sees({ pattern: undefined, skipDeletesUntil: 99 }, newest)).toBe(true)
    expect(sees({ pattern: 'other', skipDeletesUntil: 99 }, newest)).toBe(false)
  })
})
