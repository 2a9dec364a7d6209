import { expect, it } from 'vitest'
import { weight } from './weight.ts'
import { render, sample } from './workspace.ts'

const entry = (name: string): object => ({ '@atnet/source': `./src/${name}.ts` })

const files = {
  'packages/runtime/package.json': JSON.stringify({
    name: '@atnet/runtime',
    exports: { '.': entry('index'), './sqlite': entry('sqlite') },
  }),
  'packages/runtime/src/index.ts': 'export const a = 1',
  'packages/runtime/src/sqlite.ts': "import Database from 'better-sqlite3'",
  'packages/store/package.json': JSON.stringify({
    name: '@atnet/store',
    exports: { '.': entry('index'), './sqlite': entry('sqlite') },
  }),
  'packages/store/src/index.ts': "export * from './memory.ts'",
  'packages/store/src/memory.ts': "import type { Database } from 'better-sqlite3'",
  'packages/store/src/sqlite.ts': "import { open } from '@atnet/runtime/sqlite'",
}

it('lets an entry point pull in the library that is in its name', () => {
  expect(render(weight.check(sample(files)))).toBe('')
})

it.each([
  [
    'by a module of its own',
    { 'packages/store/src/memory.ts': "import { a } from './sqlite.ts'" },
    'the entry point @atnet/store pulls in better-sqlite3 by packages/runtime/src/sqlite.ts',
  ],
  [
    'by another package',
    { 'packages/store/src/memory.ts': "export { a } from '@atnet/runtime/sqlite'" },
    'the entry point @atnet/store pulls in better-sqlite3',
  ],
  [
    'later',
    { 'packages/store/src/memory.ts': "await import('vitest')" },
    'the entry point @atnet/store pulls in vitest',
  ],
])('finds what an entry point pulls in %s', (_, more, problem) => {
  expect(render(weight.check(sample({ ...files, ...more })))).toContain(problem)
})

it('finds a second place that opens SQLite', () => {
  const more = { 'packages/store/src/sqlite.ts': "import Database from 'better-sqlite3'" }
  expect(render(weight.check(sample({ ...files, ...more })))).toContain('opens SQLite itself')
})
