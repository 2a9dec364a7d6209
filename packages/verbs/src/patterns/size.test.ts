import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import { sizeOf } from './size.ts'

// data.pattern.bounded
describe('the size of an expression', () => {
  it.each([
    ['', 3],
    ['abc', 5],
    ['a{7}', 9],
    ['a{3,7}', 13],
    ['a{3,}', 7],
    ['a{0}', 3],
    ['(?:ab){3}', 14],
    ['(?:(?:a{10}){10}){10}', 1_222],
    ['[^]x-z-]{9}', 11],
    ['[[:alpha:]\\]]{9}', 11],
    ['\\x{41}{9}', 11],
    ['\\p{L}{9}', 11],
    ['\\{9}', 5],
    ['{,9}', 6],
    ['a(?i){9}', 11],
    ['\\Q(a|b\\E', 6],
    ['(a)\\Q\\E{9}', 29],
    ['(?P<name>a)(?i:b)', 8],
    ['a|b', 6],
  ])('%j comes to %i instructions', (pattern, instructions) => {
    expect(sizeOf(pattern).instructions).toBe(instructions)
  })

  it.each([
    ['[a-z]\\d\\pL\\p{Greek}[\\PN\\p{Lu}]', 4],
    ['[a-\\x{ffff}]', 16],
    ['[]-\\x{ffff}]', 16],
    ['[--\\x{ffff}]', 16],
    ['[^😀-😎]', 0],
    ['(?:\\pL){9}', 1],
  ])('%j needs %i classes of Unicode', (pattern, wideClasses) => {
    expect(sizeOf(pattern).wideClasses).toBeCloseTo(wideClasses, 1)
  })

  it('is never less than what it is compiled to', () => {
    fc.assert(
      fc.property(anyPattern, (pattern) => {
        expect(sizeOf(pattern).instructions).toBeGreaterThanOrEqual(compiledSize(pattern))
      }),
      { numRuns: 3_000 },
    )
  })
})

/** Nothing at all when it cannot be compiled. */
function compiledSize(pattern: string): number {
  try {
    return RE2JS.compile(pattern).programSize()
  } catch {
    return 0
  }
}

/** Every kind of piece, well formed or not. */
const piece = fc.constantFrom(
  ...['a', 'é', '😀', '.', '^', '$', '\\b', '\\d', '\\.', '\\pL', '\\x{41}', '\\x41', '\\101'],
  ...[
    '[a-z]',
    '[^]a]',
    '[]-b]',
    '[[:^alpha:]\\]-]',
    '[\\d-z]',
    '\\Qa{2}\\E',
    '\\Q\\E',
    '\\C',
    '\\A',
  ],
  ...['*', '+', '?', '*?', '{2}', '{0,3}', '{2,}', '{3,2}', '{,2}', '{0}', '{02}', '{', '}', ']'],
  ...['|', '(', ')', '(?:', '(?i)', '(?i:', '(?-s)', '(?P<n>', '(?<m>', '()', '(|a)', '-'],
)
const anyPattern = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc
    .letrec<{ whole: string }>((tie) => ({
      whole: fc.oneof(
        { depthSize: 'small' },
        piece,
        fc.tuple(tie('whole'), tie('whole')).map(([a, b]) => a + b),
        fc.tuple(tie('whole'), piece).map(([a, b]) => `(?:${a})${b}`),
        fc.tuple(tie('whole'), tie('whole')).map(([a, b]) => `(${a}|${b})`),
      ),
    }))
    .whole.map(String),
)
