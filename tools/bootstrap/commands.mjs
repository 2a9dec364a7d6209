/**
 * Every command of this repository: what must be built before, and what is run. `node` stands for
 * the Node that runs our code; the arguments of the person follow at the end.
 * @typedef {{ readonly doc: string, readonly builds?: readonly string[], readonly run: readonly string[] }} Command
 */

const fromSource = ['node', '--conditions=@atnet/source']

/** @type {Readonly<Record<string, Command>>} */
export const COMMANDS = {
  start: {
    doc: 'a directory and the atServers of @alice and @bob, on this machine',
    builds: ['@atnet/cli'],
    run: ['node', 'apps/cli/dist/main.js', 'up'],
  },
  atnet: {
    doc: 'the command atnet',
    builds: ['@atnet/cli'],
    run: ['node', 'apps/cli/dist/main.js'],
  },
  test: {
    doc: 'every test; a path or -t TITLE picks some',
    run: ['node', 'node_modules/vitest/vitest.mjs', 'run'],
  },
  check: {
    doc: 'generated files, tidiness, format, lint, types, unused code, packaging',
    run: [...fromSource, 'tools/check/src/main.ts'],
  },
  fuzz: {
    doc: 'the long differential run of the grammars',
    run: [...fromSource, 'tools/fuzz/src/main.ts'],
  },
  bench: {
    doc: 'how fast the servers answer',
    run: [...fromSource, 'tools/bench/src/main.ts'],
  },
  generate: {
    doc: 'writes the generated pages in docs/',
    run: [...fromSource, 'tools/generate/src/main.ts'],
  },
  format: { doc: 'formats every file', run: ['node_modules/.bin/biome', 'check', '--write', '.'] },
  lint: { doc: 'the lint rules alone', run: ['node_modules/.bin/oxlint', '--type-aware'] },
  build: { doc: 'every package into its dist/', run: ['node_modules/.bin/turbo', 'run', 'build'] },
  changeset: { doc: 'notes what a release will say', run: ['node_modules/.bin/changeset'] },
  pnpm: {
    doc: 'the package manager, for example: npm run pnpm -- add …',
    run: ['.toolchain/bin/pnpm'],
  },
}

/** One line for each command, for who asks or mistypes. */
export function usage() {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const lines = Object.entries(COMMANDS).map(([name, { doc }]) => `  ${name.padEnd(width)}  ${doc}`)
  return ['usage: npm run <command> [-- arguments], where command is one of', ...lines].join('\n')
}
