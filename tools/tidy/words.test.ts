import { describe, expect, it } from 'vitest'
import { docstrings } from './docstrings.ts'
import { limits } from './limits.ts'
import { codeBlocks } from './markdown.ts'
import { requirements } from './requirements.ts'
import { type Rule, render, sample } from './workspace.ts'

function problems(rule: Rule, files: Readonly<Record<string, string>>): string {
  return render(rule.check(sample(files)))
}

describe('docstrings', () => {
  it.each([
    'export function a(): void {}',
    'export const a = 1',
    'export type A = string',
    'export class A extends Error {}',
    '// Not a docstring.\nexport const a = 1',
    '/* Not one either. */\nexport const a = 1',
    '/** */\nexport const a = 1',
    '/** For b. */\nconst b = 1\nexport const a = b',
  ])('finds %j', (text) => {
    expect(problems(docstrings, { 'packages/a/src/a.ts': text })).toContain('without a docstring')
  })

  it.each([
    '/** Is one. */\nexport const a = 1',
    '/**\n * Is one.\n * @returns it\n */\nexport function a(): number { return 1 }',
    'const hidden = 1',
    "export { a } from './b.ts'",
    '/** Both. */\nexport function a(x: 1): 1\nexport function a(x: 2): 2\nexport function a(x: never): never { return x }',
  ])('takes %j', (text) => {
    expect(problems(docstrings, { 'packages/a/src/a.ts': text })).toBe('')
  })
})

describe('limits', () => {
  const path = 'packages/a/src/limits.ts'

  it('finds a bound without a reason', () => {
    expect(problems(limits, { [path]: 'export const maxKeys = 1' })).toContain('does not say why')
  })

  it('finds a bound that the page does not list', () => {
    const files = { [path]: '/** Enough. */\nexport const maxKeys = 1' }
    expect(problems(limits, files)).toContain('is not in docs/limits.md')
    expect(problems(limits, { ...files, 'docs/limits.md': '| `maxKeys` |' })).toBe('')
  })
})

describe('requirements', () => {
  const entry = (id: string): object => ({ id, level: 'MUST', text: 'Something is so.' })
  const page = (...entries: readonly object[]): string => JSON.stringify(entries)
  const path = 'docs/requirements/a.json'
  const source = 'packages/a/src/a.ts'
  const good = { [path]: page(entry('wire.a.b')), [source]: '// wire.a.b is why.' }

  it('are in order when each is said once and cited', () => {
    expect(problems(requirements, good)).toBe('')
  })

  it.each([
    [{ ...good, [path]: page(entry('wire.a.b'), entry('wire.a.a')) }, 'is not sorted'],
    [{ ...good, 'docs/requirements/b.json': page(entry('wire.a.b')) }, 'again'],
    [{ ...good, [path]: page({ id: 'wire.a.b', level: 'MAY', text: 'Something.' }) }, 'malformed'],
    [{ ...good, [path]: page({ ...entry('Wire A') }) }, 'malformed'],
    [{ ...good, [path]: page({ ...entry('wire.a.b'), text: '' }) }, 'malformed'],
    [{ ...good, [source]: '// wire.a.bc is why.' }, 'wire.a.b is cited nowhere'],
    [{ ...good, 'packages/a/src/b.ts': '// wire.a.c is why.' }, 'cites wire.a.c'],
    [{ ...good, 'packages/a/src/b.ts': '/** Why (wire.c). */' }, 'cites wire.c'],
    [{ ...good, 'packages/a/src/b.test.ts': "it('does (wire.a.c)')" }, 'cites wire.a.c'],
  ])('are not in order in %j', (files, problem) => {
    expect(problems(requirements, files)).toContain(problem)
  })

  it.each([
    "log('wire.closed')",
    '// See wire.a.test.ts',
    'const x = wire.a.c',
    "import './wire.a.ts'",
  ])('are not meant by %j', (text) => {
    expect(problems(requirements, { ...good, 'packages/a/src/b.ts': text })).toBe('')
  })
})

describe('blocks of code', () => {
  it('are those marked with the language', () => {
    const page = 'text\n```ts\na\n\nb\n```\n```sh\nc\n```\n```ts\nd\n```\n'
    expect(codeBlocks(page, 'ts')).toEqual([
      { code: 'a\n\nb\n', line: 3 },
      { code: 'd\n', line: 11 },
    ])
  })
})
