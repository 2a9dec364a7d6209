import { posix } from 'node:path'
import type { Source } from './source.ts'
import { type Finding, isTest, type Package, type Rule, type Workspace } from './workspace.ts'

/** Libraries that only those who name an entry point for them shall have to install. */
const HEAVY: Readonly<Record<string, RegExp>> = {
  'better-sqlite3': /\/sqlite$/,
  redis: /\/redis$/,
  pino: /\/pino$/,
  vitest: /\/contract$/,
}

/** These bring everything together, and everything with them. */
const exempt = /^(?:apps|tools)\/|^packages\/mini-network$/

/** The one place that opens SQLite files; everybody else asks it. */
const opener = /^packages\/runtime\/src\/sqlite[^/]*\.ts$/

/** An entry point pulls in no heavy library but the one in its name; SQLite is opened in one place. */
export const weight: Rule = {
  name: 'weight',
  check(workspace) {
    const sources = new Map(workspace.sources.map((source) => [source.path, source]))
    return [
      ...workspace.packages
        .filter(({ folder }) => !exempt.test(folder))
        .flatMap((each) => entryFindings(workspace, sources, each)),
      ...workspace.sources.filter(({ path }) => opensItself(path)).flatMap(openingFindings),
    ]
  },
}

function entryFindings(
  workspace: Workspace,
  sources: ReadonlyMap<string, Source>,
  { folder, manifest }: Package,
): readonly Finding[] {
  return Object.keys(manifest.exports ?? {}).flatMap((entry) => {
    const name = posix.join(manifest.name, entry)
    const reached = reach(workspace, sources, name)
    return Object.entries(HEAVY)
      .filter(([library, allowed]) => reached.has(library) && !allowed.test(name))
      .map(([library]) => ({
        path: `${folder}/package.json`,
        message: `the entry point ${name} pulls in ${library} by ${reached.get(library) ?? ''}: give that an entry point of its own`,
      }))
  })
}

/** Everything that a name brings with it, and who brought it. */
function reach(
  workspace: Workspace,
  sources: ReadonlyMap<string, Source>,
  name: string,
): ReadonlyMap<string, string> {
  const reached = new Map<string, string>()
  const waiting = [{ name, by: '' }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const target = resolve(workspace, next.name, next.by)
    if (reached.has(target)) {
      continue
    }
    reached.set(target, next.by)
    for (const { from, typeOnly } of sources.get(target)?.imports ?? []) {
      if (!typeOnly) {
        waiting.push({ name: from, by: target })
      }
    }
  }
  return reached
}

/** The path of a module of ours; the name of any other. */
function resolve({ packages }: Workspace, name: string, by: string): string {
  if (name.startsWith('.')) {
    return posix.join(posix.dirname(by), name)
  }
  const owner = packages.find(
    ({ manifest }) => name === manifest.name || name.startsWith(`${manifest.name}/`),
  )
  const target = owner?.manifest.exports?.[`.${name.slice(owner.manifest.name.length)}`]
  const source = typeof target === 'object' ? target['@atnet/source'] : target
  return owner === undefined || source === undefined ? name : posix.join(owner.folder, source)
}

function opensItself(path: string): boolean {
  return !opener.test(path) && !path.startsWith('tools/') && !isTest(path)
}

function openingFindings({ path, imports }: Source): readonly Finding[] {
  return imports
    .filter(({ from, typeOnly }) => from === 'better-sqlite3' && !typeOnly)
    .map(() => ({
      path,
      message: 'opens SQLite itself: use openDatabase of @atnet/runtime/sqlite',
    }))
}
