import { describe, expect, it } from 'vitest'
import { pieceChars } from './limits.ts'
import { openPieces, replyOf } from './pieces.ts'

// limit.slice
describe('a text in pieces', () => {
  it('that is short is a reply like any other', () => {
    const pieces = openPieces()
    pieces.add('[', '1')
    pieces.add(']')
    expect(replyOf(pieces)).toEqual({ kind: 'data', payload: '[1]' })
    expect(replyOf(pieces, 'data: ')).toEqual({ kind: 'dataWithSpace', payload: '[1]' })
  })

  it('that is long stays in pieces, none of them much longer than it may be', () => {
    const pieces = openPieces()
    const texts = Array.from({ length: 1_000 }, (_, index) => `${index}`.repeat(50))
    pieces.add(...texts)
    const reply = replyOf(pieces)
    const all = reply.kind === 'pieces' ? reply.pieces : []
    expect(all.length).toBeGreaterThan(2)
    expect(Math.max(...all.map(({ length }) => length))).toBeLessThan(pieceChars + 200)
    expect(all.join('')).toBe(texts.join(''))
  })
})
