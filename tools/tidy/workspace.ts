import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSource, type Source } from './source.ts'

/** What a rule looks at: texts by path, relative to the root of the repository. */
export type Workspace = {
  readonly files: ReadonlyMap<string, string>
  readonly packages: readonly Package[]
  /** Every .ts and .mjs file of ours, read into a tree. */
  readonly sources: readonly Source[]
}

/** A folder with a package.json. */
export type Package = {
  readonly folder: string
  readonly manifest: Manifest
}

/** The parts of a package.json that rules look at. */
type Manifest = {
  readonly name: string
  readonly version?: string
  readonly private?: boolean
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

/** A breach of a rule, for people. */
export type Finding = { readonly path: string; readonly line?: number; readonly message: string }

/** One thing that holds everywhere. */
export type Rule = {
  readonly name: string
  readonly check: (workspace: Workspace) => readonly Finding[]
}

/** The root of this repository. */
export const root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Bigger files are recorded data, not something that a person wrote. */
const maxTextBytes = 2_000_000

/** This repository as it lies on the disk: everything that git would take. */
export function readWorkspace(): Workspace {
  const listing = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  const files = new Map<string, string>()
  for (const path of [...new Set(listing.split('\0'))].sort()) {
    const place = join(root, path)
    if (path !== '' && existsSync(place) && statSync(place).isFile()) {
      if (statSync(place).size <= maxTextBytes) {
        files.set(path, readFileSync(place, 'utf8'))
      }
    }
  }
  return workspaceOf(files)
}

/** A workspace from texts: the real one, or the few lines of a test. */
function workspaceOf(files: ReadonlyMap<string, string>): Workspace {
  const packages: Package[] = []
  const sources: Source[] = []
  for (const [path, text] of files) {
    if (/^(?:packages|apps|tools)\/[^/]+\/package\.json$/u.test(path)) {
      packages.push({ folder: dirname(path), manifest: readManifest(text) })
    }
    if (/\.m?ts$|\.mjs$/u.test(path) && !path.includes('/golden/')) {
      sources.push(parseSource(path, text))
    }
  }
  return { files, packages, sources }
}

/** A workspace for the test of a rule. */
export function sample(files: Readonly<Record<string, string>>): Workspace {
  return workspaceOf(new Map(Object.entries(files)))
}

/** The package in whose folder this file is. */
export function packageOf({ packages }: Workspace, path: string): Package | undefined {
  return packages.find(({ folder }) => path.startsWith(`${folder}/`))
}

/** Tests, benchmarks, contracts and what only they use: not part of what runs. */
export function isTest(path: string): boolean {
  return (
    /\.(?:test|bench|test-[a-z-]+)\.ts$/u.test(path) ||
    /\/(?:contract|test-support)(?:\/|\.ts$)/u.test(path) ||
    path.startsWith('tools/')
  )
}

/** One finding for one place of a source. */
export function findingAt({ path, text }: Source, offset: number, message: string): Finding {
  return { path, line: text.slice(0, offset).split('\n').length, message }
}

/** For people: `path:line message`, one a line. */
export function render(findings: readonly Finding[]): string {
  return findings
    .map(({ path, line, message }) => `${path}${line === undefined ? '' : `:${line}`} ${message}`)
    .join('\n')
}

function readManifest(text: string): Manifest {
  const manifest: unknown = JSON.parse(text)
  if (!isManifest(manifest)) {
    throw new Error('a package.json has no name')
  }
  return manifest
}

/** Only the name is looked at: pnpm refuses a file whose other parts are malformed. */
function isManifest(value: unknown): value is Manifest {
  return (
    typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
  )
}
