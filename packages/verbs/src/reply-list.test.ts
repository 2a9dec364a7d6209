import { describe, expect, it } from 'vitest'
import { maxListBytes } from './limits.ts'
import { openReplyList } from './reply-list.ts'

// limit.list.reply
describe('a long list in an answer', () => {
  it('is its members with commas between them, however many', () => {
    const members = Array.from({ length: 1_001 }, (_, index) => String(index))
    const list = openReplyList('[', ']')
    members.forEach((member) => list.add(member))
    expect(list.end().all().join('')).toBe(`[${members.join(',')}]`)
  })

  it('of nothing is empty', () => {
    expect(openReplyList('[', ']').end().all()).toEqual(['[]'])
  })

  it('ends before the answer is larger than clients expect, counted in bytes', () => {
    const list = openReplyList('[', ']')
    list.add('é'.repeat(maxListBytes / 4))
    list.add('x'.repeat(maxListBytes / 2 - 3))
    expect(() => list.add('')).toThrow(expect.objectContaining({ fault: 'illegalArgument' }))
    expect(Buffer.byteLength(list.end().all().join(''))).toBe(maxListBytes)
  })
})
