import type { Reporter, TestModule } from 'vitest/node'

/** How many tests ended in which way. */
type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number }

/**
 * A reporter that ends the run with one line that programs can read: `Tests: 12 passed, 0 failed`
 * (tools.tests.closing-line).
 */
export function closingLine(write: (line: string) => void = console.log): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const { passed, failed, skipped } = count(modules, unhandledErrors.length)
      const rest = skipped === 0 ? '' : `, ${skipped} skipped`
      write(`Tests: ${passed} passed, ${failed} failed${rest}`)
    },
  }
}

/**
 * A file that could not be read to its end, or an error outside every test, is a failure too: it hides
 * tests that never ran.
 */
function count(
  modules: readonly Pick<TestModule, 'children' | 'errors'>[],
  unhandledErrors: number,
): Counts {
  const counts = { passed: 0, failed: unhandledErrors, skipped: 0 }
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      counts[state === 'pending' ? 'failed' : state] += 1
    }
    counts.failed += module.errors().length
  }
  return counts
}
