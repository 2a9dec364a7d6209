import { describe, expect, it } from 'vitest'
import { ANYONE, type Caller } from '../caller.ts'
import {
  maxOthersSearchSteps,
  maxOwnerSearchSteps,
  maxPatternChars,
  maxPatternInstructions,
  maxTextSteps,
} from '../limits.ts'
import { compilePattern, searchFor } from './pattern.ts'

const owner: Caller = { kind: 'owner', via: 'pkam' }

/** Every character may be left out, so that nothing tells early that there is no match. */
const costly = '(?:\\p{L}?){90}[0-1][x-y]'

describe("a user's expression (data.pattern.linear)", () => {
  it('finds its match anywhere and minds case', () => {
    const { isIn } = compilePattern('wavi@a')
    expect(['phone.wavi@alice', 'phone.WAVI@alice'].map(isIn)).toEqual([true, false])
  })

  it.each(['[', '(?=a)', '(a)\\1', 'a**', 'x'.repeat(maxPatternChars + 1)])(
    '%j is AT0003',
    (pattern) => {
      expect(() => compilePattern(pattern)).toThrow(
        expect.objectContaining({ fault: 'invalidSyntax' }),
      )
    },
  )
})

// data.pattern.bounded
describe('an expression that would take too long', () => {
  it.each([
    'a{1000}',
    '(?:a{40}){40}',
    '(?:\\p{L}?){900}[0-1][x-y]',
    '\\pL'.repeat(17),
    '(?i)[\\x{100}-\\x{fffff}]',
    `\\Q${'.'.repeat(maxPatternInstructions)}\\E`,
  ])('%j is AT0022 and told its bound', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({
        fault: 'illegalArgument',
        detail: expect.stringContaining(`${maxPatternInstructions} parts`),
      }),
    )
  })

  it('is not looked for in all of a very long text', () => {
    const { isIn, stepsFor } = compilePattern('b')
    const [near, far] = [`${'a'.repeat(1_000)}b`, `${'a'.repeat(maxTextSteps)}b`]
    expect([near, far].map(isIn)).toEqual([true, false])
    expect(stepsFor(far)).toBeLessThanOrEqual(maxTextSteps)
  })

  it('is looked for in all of the longest key', () => {
    const { isIn } = compilePattern(`\\Q${'x'.repeat(maxPatternInstructions - 10)}\\E|b$`)
    expect(isIn(`${'a'.repeat(254)}b`)).toBe(true)
  })

  it('costs ten times as much for ten times the text', () => {
    const { stepsFor } = compilePattern(costly)
    const [one, ten] = [stepsFor('a'.repeat(20)), stepsFor('a'.repeat(200))]
    expect(ten / one).toBeLessThanOrEqual(10)
  })
})

// data.pattern.budget
describe('the searches of one command', () => {
  const key = 'abcdefghij'.repeat(20)
  const { stepsFor } = compilePattern(costly)

  it('end with AT0022 when a stranger’s steps are used up, and not before', () => {
    const isWanted = searchFor(costly, ANYONE)
    const searches = Math.floor(maxOthersSearchSteps / stepsFor(key))
    for (let search = 0; search < searches; search += 1) {
      expect(isWanted(key)).toBe(false)
    }
    expect(() => isWanted(key)).toThrow(expect.objectContaining({ fault: 'illegalArgument' }))
  })

  it('may be many more for the owner', () => {
    expect(maxOwnerSearchSteps / maxOthersSearchSteps).toBeGreaterThan(100)
    const isWanted = searchFor('z', owner)
    const searches = Math.ceil(maxOthersSearchSteps / compilePattern('z').stepsFor(key)) + 1
    for (let search = 0; search < searches; search += 1) {
      isWanted(key)
    }
  })

  it('without an expression find everything and cost nothing', () => {
    expect(searchFor(undefined, ANYONE)(key)).toBe(true)
  })
})
