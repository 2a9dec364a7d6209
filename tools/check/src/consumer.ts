import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Package } from '@atnet/tidy'
import { type Ended, run } from './run.ts'

/**
 * Installs the tarballs into an empty project, imports every entry point of each and asks every
 * program for its help: what a user's first minute would be.
 */
export async function consume(options: {
  readonly packages: readonly Package[]
  readonly tarballs: ReadonlyMap<string, string>
  readonly folder: string
}): Promise<Ended> {
  const { packages, tarballs, folder } = options
  const project = join(folder, 'project')
  await mkdir(project)
  await writeFile(join(project, 'package.json'), JSON.stringify(manifestOf(packages, tarballs)))
  await writeFile(join(project, 'pnpm-workspace.yaml'), workspaceOf(tarballs))
  const install = [
    'pnpm',
    'install',
    '--prefer-offline',
    '--ignore-scripts',
    '--no-frozen-lockfile',
  ]
  const installed = await run(install, project)
  if (!installed.ok) {
    return { ok: false, output: `The packed packages cannot be installed.\n${installed.output}` }
  }
  const uses = packages.flatMap((each) => [...imports(each), ...programs(each)])
  const ended = await Promise.all(uses.map((command) => run(command, project)))
  const failures = ended.flatMap(({ ok, output }, index) =>
    ok ? [] : [`$ ${uses[index]?.join(' ') ?? ''}\n${output}`],
  )
  return { ok: failures.length === 0, output: failures.join('\n') }
}

/** The consumer depends on everything of ours, and on what ours leave to their users to bring. */
function manifestOf(
  packages: readonly Package[],
  tarballs: ReadonlyMap<string, string>,
): Readonly<Record<string, unknown>> {
  const peers = packages.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}))
  const brought = peers.filter((name) => !tarballs.has(name)).map((name) => [name, '*'] as const)
  const ours = [...tarballs].map(([name, tarball]) => [name, `file:${tarball}`] as const)
  return {
    private: true,
    type: 'module',
    dependencies: { ...Object.fromEntries(brought), ...Object.fromEntries(ours) },
  }
}

/** Ours depend on each other by version; here those versions are the tarballs. */
function workspaceOf(tarballs: ReadonlyMap<string, string>): string {
  const overrides = [...tarballs].map(([name, tarball]) => `  '${name}': 'file:${tarball}'\n`)
  return `packages: []\nallowBuilds:\n  better-sqlite3: false\noverrides:\n${overrides.join('')}`
}

function imports({ manifest }: Package): readonly (readonly string[])[] {
  return Object.keys(manifest.exports ?? {}).map((entry) => {
    const name = entry === '.' ? manifest.name : `${manifest.name}/${entry.slice(2)}`
    return [process.execPath, '--input-type=module', '--eval', `await import('${name}')`]
  })
}

function programs({ manifest }: Package): readonly (readonly string[])[] {
  return Object.keys(manifest.bin ?? {}).map((name) => [join('node_modules/.bin', name), '--help'])
}
