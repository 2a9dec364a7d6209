import { describe, expect, it } from 'vitest'
import type { CommitLogging } from '../keystore.ts'
import { type OpenKeystore, put, record, start, updated, useKeystore } from './subject.ts'

/** The commit log: ids, one entry per key, what is never logged. */
export function describeCommits(open: OpenKeystore): void {
  describe('the commit log', () => {
    const subject = useKeystore(open)

    const remove = (key: string, log: CommitLogging): Promise<number> =>
      subject.keystore.write((transaction) => transaction.remove(key, log))
    const ids = (): readonly number[] =>
      subject.keystore.reader.commits({ after: -1, limit: 99 }).map(({ commitId }) => commitId)

    it('counts from 0 (data.commit.first)', async () => {
      expect(subject.keystore.reader.lastCommitId()).toBeUndefined()
      expect(await put(subject, record('a@alice'))).toBe(0)
      expect(await put(subject, record('b@alice'))).toBe(1)
      expect(subject.keystore.reader.lastCommitId()).toBe(1)
    })

    it('keeps one entry for each key, the latest (data.commit.one-per-key)', async () => {
      await put(subject, record('a@alice'), { operation: '+', at: start })
      await put(subject, record('b@alice'))
      await put(subject, record('a@alice'), { operation: '#', at: start + 5 })
      const entry = { key: 'a@alice', operation: '#', at: start + 5, commitId: 2 }
      expect(subject.keystore.reader.commitOf('a@alice')).toEqual(entry)
      expect(subject.keystore.reader.commits({ after: -1, limit: 9 })).toEqual([
        { key: 'b@alice', operation: '*', at: start, commitId: 1 },
        entry,
      ])
    })

    it('gives pages in ascending order, above a given id', async () => {
      for (const name of ['a', 'b', 'c', 'd']) {
        await put(subject, record(`${name}@alice`))
      }
      const page = (after: number, limit: number): readonly string[] =>
        subject.keystore.reader.commits({ after, limit }).map(({ key }) => key)
      expect(page(-1, 2)).toEqual(['a@alice', 'b@alice'])
      expect(page(1, 2)).toEqual(['c@alice', 'd@alice'])
      expect(page(2, 9)).toEqual(['d@alice'])
      expect(page(3, 9)).toEqual([])
      expect(page(2 ** 53, 9)).toEqual([])
    })

    it('gives pages in descending order, below a given id or from the newest', async () => {
      for (const name of ['a', 'b', 'c', 'd']) {
        await put(subject, record(`${name}@alice`))
      }
      const page = (limit: number, before?: number): readonly string[] =>
        subject.keystore.reader
          .newestCommits({ limit, ...(before === undefined ? {} : { before }) })
          .map(({ key }) => key)
      expect(page(2)).toEqual(['d@alice', 'c@alice'])
      expect(page(9, 2)).toEqual(['b@alice', 'a@alice'])
      expect(page(1, 3)).toEqual(['c@alice'])
      expect(page(9, 0)).toEqual([])
      expect(page(1, 2 ** 53)).toEqual(['d@alice'])
    })

    it('notes a deletion, also of what was not there', async () => {
      await put(subject, record('a@alice'))
      expect(await remove('a@alice', { operation: '-', at: start })).toBe(1)
      expect(await remove('never@alice', { operation: '-', at: start })).toBe(2)
      const { reader } = subject.keystore
      expect(reader.commits({ after: 0, limit: 9 }).map(({ operation }) => operation)).toEqual([
        '-',
        '-',
      ])
      expect(reader.get('a@alice')).toBeUndefined()
    })

    it.each(['private:a@alice', 'privatekey:at_secret', 'local:a@alice', 'public:_a@alice'])(
      'never takes note of %s (data.commit.unlogged-keys)',
      async (key) => {
        expect(await put(subject, record(key))).toBe(-1)
        expect(await remove(key, { operation: '-', at: start })).toBe(-1)
        expect(ids()).toEqual([])
        expect(await put(subject, record('public:__a@alice'))).toBe(0)
      },
    )

    it('can be passed by, which leaves the older entry', async () => {
      await put(subject, record('a@alice', 'one'))
      expect(await put(subject, record('a@alice', 'two'), 'unlogged')).toBe(-1)
      expect(await remove('a@alice', 'unlogged')).toBe(-1)
      expect(ids()).toEqual([0])
    })

    it('can be purged of a key', async () => {
      await put(subject, record('a@alice'))
      await put(subject, record('b@alice'))
      expect(await put(subject, record('b@alice', 'two'), 'purge')).toBe(-1)
      expect(subject.keystore.reader.get('b@alice')?.value).toBe('two')
      expect(await remove('a@alice', 'purge')).toBe(-1)
      expect(ids()).toEqual([])
      expect(subject.keystore.reader.lastCommitId()).toBeUndefined()
    })

    it('never gives an id twice, whatever was purged or removed (data.commit.never-reissued)', async () => {
      const seen = [await put(subject, record('a@alice')), await put(subject, record('b@alice'))]
      await put(subject, record('b@alice'), 'purge')
      await remove('a@alice', 'purge')
      seen.push(await put(subject, record('a@alice')))
      seen.push(await remove('a@alice', { operation: '-', at: start }))
      await remove('a@alice', 'purge')
      seen.push(await put(subject, record('c@alice')))
      expect(seen).toEqual([0, 1, 2, 3, 4])
    })

    it('gives back the id of a write that failed: nobody saw it', async () => {
      await put(subject, record('a@alice'))
      const failed = subject.keystore.write((transaction) => {
        transaction.put(record('b@alice'), updated)
        transaction.put(record('c@alice'), updated)
        throw new Error('changed my mind')
      })
      await expect(failed).rejects.toThrow('changed my mind')
      expect(await put(subject, record('d@alice'))).toBe(1)
      expect(ids()).toEqual([0, 1])
    })
  })
}
