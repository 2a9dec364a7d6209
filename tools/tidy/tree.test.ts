import { describe, expect, it } from 'vitest'
import { length } from './length.ts'
import { readmes } from './readmes.ts'
import { references } from './references.ts'
import { secrets } from './secrets.ts'
import { type Rule, render, root, sample } from './workspace.ts'

function problems(rule: Rule, files: Readonly<Record<string, string>>): string {
  return render(rule.check(sample(files)))
}

describe('length', () => {
  const limits = (lines: number): string =>
    JSON.stringify({
      rules: {
        'max-lines': ['error', { max: 300 }],
        'max-lines-per-function': ['error', { max: lines }],
      },
    })
  const config = { '.oxlintrc.json': limits(60) }

  it.each([
    ['packages/a/src/a.ts', 301],
    ['packages/a/src/a.test.ts', 501],
    ['packages/a/src/a.mjs', 301],
  ])('finds that %s has %i lines', (path, lines) => {
    expect(problems(length, { ...config, [path]: '\n'.repeat(lines) })).toContain(`has ${lines}`)
  })

  it.each([
    ['packages/a/src/a.ts', 300],
    ['packages/a/src/a.test.ts', 500],
  ])('lets %s have %i lines', (path, lines) => {
    expect(problems(length, { ...config, [path]: '\n'.repeat(lines) })).toBe('')
  })

  it.each([[{}], [{ '.oxlintrc.json': '{}' }], [{ '.oxlintrc.json': limits(61) }]])(
    'finds that the linter counts otherwise: %j',
    (files) => {
      expect(problems(length, files)).toContain('.oxlintrc.json')
    },
  )
})

describe('references', () => {
  const files = (given: readonly string[], all: readonly string[]): Record<string, string> => ({
    'packages/a/package.json': JSON.stringify({
      name: '@atnet/a',
      dependencies: { '@atnet/b': 'workspace:*' },
    }),
    'packages/a/tsconfig.json': JSON.stringify({ references: given.map((path) => ({ path })) }),
    'packages/b/package.json': '{"name":"@atnet/b"}',
    'packages/b/tsconfig.json': '{}',
    'tsconfig.build.json': JSON.stringify({ references: all.map((path) => ({ path })) }),
  })

  it('are the dependencies', () => {
    expect(problems(references, files(['../b'], ['packages/a', 'packages/b']))).toBe('')
  })

  it.each([
    [[], ['packages/a', 'packages/b'], 'does not refer to packages/b'],
    [['../b', '../a'], ['packages/a', 'packages/b'], 'refers to packages/a, which is none'],
    [['../b'], ['packages/a'], 'tsconfig.build.json does not refer to packages/b'],
  ])('are wrong as %j and %j', (given, all, problem) => {
    expect(problems(references, files(given, all))).toContain(problem)
  })
})

describe('readmes', () => {
  const library = { 'packages/a/package.json': '{"name":"@atnet/a"}' }

  it.each([
    [library, 'is missing'],
    [{ ...library, 'packages/a/README.md': '# a\n```js\n1\n```\n' }, 'has no example'],
    [{ 'apps/b/package.json': '{"name":"@atnet/b"}', 'apps/b/README.md': '# b' }, '```sh'],
  ])('finds what is wrong with %j', (files, problem) => {
    expect(problems(readmes, files)).toContain(problem)
  })

  it('takes a page with an example', () => {
    expect(problems(readmes, { ...library, 'packages/a/README.md': '```ts\n1\n```\n' })).toBe('')
  })
})

describe('secrets', () => {
  const slash = '/'
  it.each([
    [`see ${slash}home/alice/atnet`, 'an absolute path'],
    [`"${slash}Users/alice/atnet"`, 'an absolute path'],
    [`cd ${root}`, '(?:the path of this clone|an absolute path)'],
    [`https:${slash}/registry.npmjs${'.'}org/ws`, 'the host name of a package registry'],
    [`-----BEGIN ${'RSA'} PRIVATE KEY-----\nMIIE`, 'a private key'],
    [`-----BEGIN ${'PRIVATE'} KEY-----\\nMIIE`, 'a private key'],
    [`npm_${'a'.repeat(36)}`, 'an access token'],
  ])('finds %j', (text, problem) => {
    expect(problems(secrets, { 'docs/a.md': text })).toMatch(new RegExp(`holds ${problem}`, 'u'))
  })

  it.each([
    'https://example.org/home/alice',
    './work/main',
    '/dev/null',
    '/tmp/a',
    'a BEGIN PRIVATE KEY',
  ])('leaves %j alone', (text) => {
    expect(problems(secrets, { 'docs/a.md': text })).toBe('')
  })

  it('lets recorded conversations show what others sent', () => {
    const text = `${slash}home/alice -----BEGIN ${'PRIVATE'} KEY-----\n`
    expect(problems(secrets, { 'tools/integration/golden/01.txt': text })).toBe('')
  })
})
