import { describe, expect, it } from 'vitest'
import { maxPatternChars } from './limits.ts'
import { compilePattern } from './patterns.ts'

describe("a user's expression (data.pattern.linear)", () => {
  it('finds its match anywhere and minds case', () => {
    const matches = compilePattern('wavi@a')
    expect(['phone.wavi@alice', 'phone.WAVI@alice'].map(matches)).toEqual([true, false])
  })

  it.each(['[', '(?=a)', '(a)\\1', 'a{1001}', 'x'.repeat(maxPatternChars + 1)])(
    '%j is AT0003',
    (pattern) => {
      expect(() => compilePattern(pattern)).toThrow(
        expect.objectContaining({ fault: 'invalidSyntax' }),
      )
    },
  )
})
