import { describe, expect, it } from 'vitest'
import { hasNestedQuantifiers, regularExpressions } from './regular-expressions.ts'
import { render, sample } from './workspace.ts'

describe('an expression repeats what itself repeats', () => {
  it.each([
    '(a+)+',
    '(?:a*b)*',
    '(?<x>a{2,3})*',
    '((a+)b)+',
    '(?:(?=a+)b)+',
    '(a|b+)*c',
    '(a?a?)*',
  ])('in %s', (pattern) => {
    expect(hasNestedQuantifiers(pattern, 'u')).toBe(true)
  })

  it.each(['a+b*', '(?:ab)+', '(a+)?', '(?:a{2})+', '[a+]+', String.raw`(?:\(a\+\))+`])(
    'not in %s',
    (pattern) => {
      expect(hasNestedQuantifiers(pattern, 'u')).toBe(false)
    },
  )
})

function problems(path: string, text: string): string {
  return render(regularExpressions.check(sample({ [path]: text })))
}

const path = 'packages/protocol-codec/src/a.ts'

it.each([
  ['const x = /^(a+)+$/u', 'repeats something'],
  ["const x = new RegExp('(a+)+', 'u')", 'repeats something'],
  ["const x = RegExp('(a+)+')", 'repeats something'],
  ['const x = new RegExp(pattern)', 'nobody can judge'],
])('finds %s in sources', (text, problem) => {
  expect(problems(path, text)).toContain(problem)
})

it('takes over what was judged elsewhere', () => {
  expect(problems(path, "const x = new RegExp(other.source, 'y')")).toBe('')
})

it('lets tests state what others publish', () => {
  expect(problems('packages/protocol-codec/src/a.test.ts', 'const x = /(a+)+/u')).toBe('')
})
