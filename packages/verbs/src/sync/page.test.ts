import { describe, expect, it } from 'vitest'
import { maxSyncPageBytes } from '../limits.ts'
import { openSyncPage, renderCommit } from './page.ts'
import type { VisibleCommit } from './visible.ts'

function commit(commitId: number, value = ''): VisibleCommit {
  const entry = { key: 'a@alice', operation: '*', at: 0, commitId } as const
  return { entry, record: { key: 'a@alice', value, metadata: { version: 1 } } }
}

/** The ids that get onto a page before it says that it is full. */
function idsOf(limit: number, commits: readonly VisibleCommit[]): readonly number[] {
  const page = openSyncPage(limit)
  commits.find((each) => !page.add(each))
  const json: readonly { commitId: number }[] = JSON.parse(page.end().all().join(''))
  return json.map(({ commitId }) => commitId)
}

/** What an entry comes to around its value, in bytes. */
const around = renderCommit(commit(1)).length

describe('a page (data.sync.page)', () => {
  it('of nothing is an empty array', () => {
    expect(openSyncPage(25).end().all().join('')).toBe('[]')
  })

  it('ends with as many entries as were asked for', () => {
    const commits = [1, 2, 3].map((id) => commit(id))
    expect(idsOf(2, commits)).toEqual([1, 2])
    expect(idsOf(9, commits)).toEqual([1, 2, 3])
  })

  it('ends before the entry that would make it larger than 5 MiB', () => {
    const rest = maxSyncPageBytes - around - renderCommit(commit(2, 'ab')).length
    const [filled, over] = [commit(1, 'x'.repeat(rest)), commit(1, 'x'.repeat(rest + 1))]
    expect(idsOf(9, [filled, commit(2, 'ab'), commit(3)])).toEqual([1, 2])
    expect(idsOf(9, [over, commit(2, 'ab'), commit(3)])).toEqual([1])
  })

  it('counts bytes, not characters', () => {
    const half = 'é'.repeat(maxSyncPageBytes / 4)
    expect(idsOf(9, [commit(1, half), commit(2, half), commit(3)])).toEqual([1])
  })

  it('takes an entry larger than a page alone', () => {
    const huge = commit(1, 'x'.repeat(maxSyncPageBytes))
    expect(idsOf(9, [huge, commit(2)])).toEqual([1])
    expect(idsOf(9, [commit(0), huge, commit(2)])).toEqual([0])
  })
})

// data.sync.rendering
describe('an entry', () => {
  it('has its members in order and its metadata in strings', () => {
    expect(renderCommit(commit(7, 'a"b'))).toBe(
      '{"atKey":"a@alice","value":"a\\"b","metadata":{"version":"1"},"commitId":7,"operation":"*"}',
    )
  })

  it('of a deletion says null twice', () => {
    const entry = { key: 'a@alice', operation: '-', at: 0, commitId: 9 } as const
    expect(renderCommit({ entry, record: undefined })).toBe(
      '{"atKey":"a@alice","value":null,"metadata":null,"commitId":9,"operation":"-"}',
    )
  })
})
