import { expect, it } from 'vitest'
import { banned } from './banned.ts'
import { render, sample } from './workspace.ts'

function problems(path: string, text: string): string {
  return render(banned.check(sample({ [path]: text })))
}

const library = 'packages/verbs/src/a.ts'
const test = 'packages/verbs/src/a.test.ts'

it.each([
  [library, 'const now = Date.now()', 'uses Date.now'],
  [library, 'const now = new Date()', 'uses new Date()'],
  [library, 'const now = Date()', 'uses new Date()'],
  [library, 'setTimeout(work, 1)', 'uses setTimeout'],
  [library, 'globalThis.x = () => setInterval(work, 1)', 'uses setInterval'],
  [library, "import { setTimeout as pause } from 'node:timers/promises'", 'uses setTimeout'],
  [test, 'setTimeout(work, 1)', 'uses setTimeout'],
  [library, 'const chance = Math.random()', 'uses Math.random'],
  [library, "const home = process.env['HOME']", 'uses process.env'],
  ['apps/cli/src/up.ts', "const home = process.env['HOME']", 'uses process.env'],
  [library, "console.log('x')", 'uses console'],
  ['apps/root-server/src/main.ts', "console.log('x')", 'uses console'],
  [library, 'const x = y as any', 'as any'],
  ['tools/check/src/a.ts', 'const x = y as any', 'as any'],
  [library, '// @ts-ignore\nconst x = 1', '@ts-ignore'],
  [library, '// @ts-expect-error it is odd\nconst x = 1', '@ts-expect-error'],
  [library, '// @ts-nocheck', '@ts-nocheck'],
  [library, '/* oxlint-disable */', 'oxlint-disable'],
  [library, '// eslint-disable-next-line no-console', 'eslint-disable-next-line'],
  [library, '// biome-ignore format: mine', 'biome-ignore'],
  [library, '// oxlint-disable-next-line typescript/no-unsafe-type-assertion', 'oxlint-disable'],
  [library, '// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- x', 'oxlint-dis'],
])('%s may not say %s', (path, text, problem) => {
  expect(problems(path, text)).toContain(problem)
})

it.each([
  ['packages/runtime/src/clock.ts', 'export const now = () => Date.now()'],
  ['packages/runtime/src/clock.ts', 'setTimeout(work, 1)'],
  ['apps/root-server/src/config.ts', 'const env = process.env'],
  ['apps/cli/src/print.ts', "console.log('x')"],
  [library, 'const then = new Date(0)'],
  [library, '// The old way was setTimeout(work, 1), and Date.now().'],
  [test, 'const validFrom = new Date(Date.now())'],
  [test, '// @ts-expect-error a promise is no work for a transaction\nwrite(async () => 1)'],
  [
    library,
    '// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the check above is the meaning\nconst a = b as C',
  ],
])('%s may say %s', (path, text) => {
  expect(problems(path, text)).toBe('')
})
