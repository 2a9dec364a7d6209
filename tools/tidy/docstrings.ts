import { exportedOf } from './exports.ts'
import { findingAt, isTest, type Rule } from './workspace.ts'

/** Every exported name says in a docstring what it is. */
export const docstrings: Rule = {
  name: 'docstrings',
  check({ sources }) {
    return sources
      .filter(({ path }) => path.endsWith('.ts') && !(isTest(path) && path.includes('.test')))
      .flatMap((source) => {
        const exported = exportedOf(source)
        // Of an overloaded function one signature speaks for all.
        const said = new Set(
          exported.filter(({ doc }) => doc !== undefined).map(({ name }) => name),
        )
        return exported
          .filter(({ name }) => !said.has(name))
          .map(({ name, start }) =>
            findingAt(source, start, `exports ${name} without a docstring (/** … */) above it`),
          )
      })
  },
}
