import { checkPackages } from './packages.ts'
import { type Ended, runAll } from './run.ts'

/** One thing that is looked at, and what to do when it is not as it should be (tools.check.remedy). */
export type Step = {
  readonly name: string
  readonly remedy: string
  readonly look: () => Promise<Ended>
}

const shipped = ['--workspace', './packages/*', '--workspace', './apps/*']
const node = process.execPath
const bin = (name: string): string => `node_modules/.bin/${name}`

/** Everything that `npm run check` looks at, cheapest and most telling first. */
export const STEPS: readonly Step[] = [
  {
    name: 'generated',
    remedy: 'Run `npm run generate` and commit what it writes in docs/.',
    look: () =>
      runAll([[node, '--conditions=@atnet/source', 'tools/generate/src/main.ts', '--check']]),
  },
  {
    name: 'tidy',
    remedy: 'Each line above says what to change; the rules are in tools/tidy.',
    look: () => runAll([[bin('vitest'), 'run', '--project', 'tidy']]),
  },
  {
    name: 'format',
    remedy: 'Run `npm run format`.',
    look: () => runAll([[bin('biome'), 'check', '.']]),
  },
  {
    name: 'lint',
    remedy: 'Write what the rule asks for; `npm run lint` shows the same.',
    look: () => runAll([[bin('oxlint'), '--type-aware', '--deny-warnings']]),
  },
  {
    name: 'types',
    remedy: 'Make the types true; an editor shows the same errors.',
    look: () =>
      runAll([
        [bin('tsc'), '-b', 'tsconfig.build.json'],
        [bin('tsc'), '-p', 'tsconfig.tests.json'],
      ]),
  },
  {
    name: 'unused',
    remedy: 'Delete what nobody uses, or list in package.json what is used.',
    look: () =>
      runAll([
        [bin('knip')],
        // What is shipped, without its tests: does it need all that its users will install?
        [bin('knip'), '--production', '--include', 'dependencies,unlisted', ...shipped],
      ]),
  },
  {
    name: 'workspace',
    remedy: 'Make the package.json files agree, as said above.',
    look: () => runAll([[bin('sherif'), '--fail-on-warnings']]),
  },
  {
    name: 'build',
    remedy: '`npm run build` shows the same.',
    look: () => runAll([[bin('turbo'), 'run', 'build', '--output-logs=errors-only']]),
  },
  {
    name: 'packages',
    remedy: 'Mend package.json or the entry point named above: this is what a user would install.',
    look: checkPackages,
  },
]
