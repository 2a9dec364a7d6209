import { describe, expect, it } from 'vitest'
import { formatDifferences, parseDifferences, review } from './differences.ts'
import type { Verdict } from './replay.ts'

function verdict(line: number, ours: string, rest: Partial<Verdict> = {}): Verdict {
  return { line, sent: 'scan\n', recorded: 'data:1\n@', ours, same: false, ...rest }
}

describe('the list of intended differences (replay.differences)', () => {
  const list = [{ line: 7, reason: 'one-line', ours: 'error:x 🛠\n@ [closed]' }]

  it('reads what it writes', () => {
    expect(parseDifferences(`# a remark\n${formatDifferences(list)}`)).toEqual(list)
  })

  it.each([
    ['7 made-up\n"x"', /known reason/u],
    ['7 one-line', /and an answer/u],
    ['seven one-line\n"x"', /not a difference/u],
    ['7 one-line\nunquoted', /JSON/u],
  ])('refuses %j', (text, sentence) => {
    expect(() => parseDifferences(text)).toThrow(sentence)
  })

  it('covers a difference only where and as it is listed', () => {
    const good = verdict(7, 'error:x 🛠\n@ [closed]')
    expect(review([good], list)).toMatchObject({ unlisted: [], outdated: [] })
    const elsewhere = verdict(8, good.ours)
    expect(review([good, elsewhere], list)).toMatchObject({ unlisted: [elsewhere], outdated: [] })
    const changed = verdict(7, 'data:2\n@')
    expect(review([changed], list)).toMatchObject({ unlisted: [changed], outdated: list })
  })

  it('is outdated where nothing differs any more', () => {
    const same = verdict(7, 'data:1\n@', { same: true })
    expect(review([same], list)).toMatchObject({ unlisted: [], outdated: list })
  })

  it('covers verbs without a meaning when they are answered as such', () => {
    const ours = 'error:AT0003-Exception: invalid command\n@'
    const notYet = verdict(3, ours, { sent: 'enroll:list\n' })
    expect(review([notYet], [])).toEqual({
      unlisted: [],
      outdated: [],
      notYet: new Set(['enroll']),
    })
    const other = verdict(3, 'error:AT0401-Exception: no\n@', { sent: 'enroll:list\n' })
    expect(review([other], []).unlisted).toEqual([other])
  })
})
