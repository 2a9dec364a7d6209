import { describe, expect, it } from 'vitest'
import { coverageProblems } from './coverage.ts'
import { amend } from './differences.ts'
import { compare } from './differential.ts'
import { comparedVerbs, compile, defaultExpressionsFile, readExpressions } from './expressions.ts'
import { lineFor } from './lines/lines.ts'
import { seededRandom } from './random.ts'

const seed = Number(process.env['ATNET_FUZZ_SEED'] ?? 1)
const count = 20_000
const file = process.env['ATNET_EXPRESSIONS'] ?? defaultExpressionsFile
const expressions = readExpressions(file)

console.log(
  expressions === undefined
    ? `the published expressions are not at hand (set ATNET_EXPRESSIONS): grammars not compared`
    : `comparing grammars with seed ${seed} (set ATNET_FUZZ_SEED for another)`,
)

// wire.grammar.published
describe.skipIf(expressions === undefined)('the grammar and the published expression', () => {
  it.each(comparedVerbs)('agree about %s, but for the listed differences', (verb) => {
    if (expressions === undefined) {
      throw new Error('skipped without expressions')
    }
    const found = compare(verb, expressions, { count, seed })
    expect([...found.problems, ...coverageProblems(found)]).toEqual([])
  })
})

describe('the comparison', () => {
  it('agrees with an expression that says the same', () => {
    const same = new Map([['noop', '^noop:(?<delayMillis>[0-9]+)$']] as const)
    expect(compare('noop', same, { count: 500, seed }).problems).toEqual([])
  })

  it.each([
    ['a verdict', '^noop:(?<delayMillis>\\d{2,})$'],
    ['what a part captured', '^noop:(?<delayMillis>\\d)\\d*$'],
    ['the name of a part', '^noop:(?<delay>\\d+)$'],
    ['an end', '^noop:(?<delayMillis>\\d+)'],
  ])('notices another opinion about %s', (_, noop) => {
    const found = compare('noop', new Map([['noop', noop]]), { count: 500, seed })
    expect(found.problems).not.toEqual([])
  })

  it('complains of a difference that makes none', () => {
    const already = '^monitor( (?<regex>.+))?$'
    const found = compare('monitor', new Map([['monitor', already]]), { count: 0, seed })
    expect(coverageProblems(found)).toContainEqual(
      expect.stringContaining('monitor.ack never showed'),
    )
  })

  it('complains of too few accepted lines and of parts that are missing', () => {
    const found = {
      verb: 'otp',
      lines: 1_000,
      accepted: 399,
      present: { otp: 10, ttl: 9 },
      fired: {},
      problems: [],
    } as const
    expect(coverageProblems(found)).toEqual([
      'otp: accepted 399 of 1000',
      'otp: ttl present in 9 of 1000',
    ])
  })

  it('makes the same lines from the same seed', () => {
    const [first, second, other] = [7, 7, 8].map((each) => {
      const random = seededRandom(each)
      return Array.from({ length: 100 }, () => lineFor('notify', random))
    })
    expect(first).toEqual(second)
    expect(first).not.toEqual(other)
  })
})

describe('an expression', () => {
  it('is read with dots that stop at line feeds only', () => {
    expect(compile('^a.b$').test('a\u2028b')).toBe(true)
    expect(compile('^a.b$').test('a\nb')).toBe(false)
    expect(compile('^[.]\\.$').test('..')).toBe(true)
    expect(compile('^[.]\\.$').test('a.')).toBe(false)
  })

  it('takes a replacement in exactly one place', () => {
    expect(amend('ab', { from: 'a', to: 'c' })).toBe('cb')
    expect(() => amend('aa', { from: 'a', to: 'c' })).toThrow('has 2 places')
    expect(() => amend('bb', { from: 'a', to: 'c' })).toThrow('has 0 places')
  })

  it('is absent when its file is, and named when the file lacks it', () => {
    expect(readExpressions('/nowhere/verb-expressions.json')).toBeUndefined()
    expect(() => readExpressions(new URL('../package.json', import.meta.url).pathname)).toThrow(
      'has no expression from for 2026',
    )
  })
})
