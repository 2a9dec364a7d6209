import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { closingLine } from './tools/check/src/closing-line.ts'

/** Workspace packages resolve to their sources, so tests run without a build. */
const conditions = ['@atnet/source', 'node', 'import', 'default']
const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } }

export default defineConfig({
  test: {
    retry: 0,
    // Network tests mostly wait, so that two at once pay even where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', closingLine()],
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          isolate: false, // Our modules keep no state of their own; a worker per file costs half the time.
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts'],
          testTimeout: 30_000, // For tests that hang: how fast a machine is proves nothing.
        },
      },
      { ...shared, test: { name: 'tidy', isolate: false, include: ['tools/tidy/**/*.test.ts'] } },
      {
        ...shared,
        test: {
          name: 'tools',
          include: ['tools/{bootstrap,check,generate}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        ...shared,
        test: { name: 'fuzz', include: ['tools/fuzz/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          isolate: false,
          include: ['tools/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
