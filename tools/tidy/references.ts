import { posix } from 'node:path'
import type { Finding, Package, Rule, Workspace } from './workspace.ts'

/** `tsc -b` builds in the order of the references, turbo in the order of the dependencies: one order. */
export const references: Rule = {
  name: 'references',
  check(workspace) {
    const built = workspace.packages.filter(({ folder }) => !folder.startsWith('tools/'))
    return [
      ...built.flatMap((each) => packageFindings(workspace, each)),
      ...differences({
        path: 'tsconfig.build.json',
        wanted: built.map(({ folder }) => folder),
        given: referencesOf(workspace, 'tsconfig.build.json'),
        of: 'the packages and apps',
      }),
    ]
  },
}

function packageFindings(workspace: Workspace, { folder, manifest }: Package): readonly Finding[] {
  const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  return differences({
    path: `${folder}/tsconfig.json`,
    wanted: workspace.packages
      .filter((each) => names.includes(each.manifest.name))
      .map((each) => each.folder),
    given: referencesOf(workspace, `${folder}/tsconfig.json`),
    of: `the dependencies in ${folder}/package.json`,
  })
}

function differences(options: {
  readonly path: string
  readonly wanted: readonly string[]
  readonly given: readonly string[]
  readonly of: string
}): readonly Finding[] {
  const { path, wanted, given, of } = options
  return [
    ...wanted
      .filter((each) => !given.includes(each))
      .map((each) => ({ path, message: `does not refer to ${each}, one of ${of}` })),
    ...given
      .filter((each) => !wanted.includes(each))
      .map((each) => ({ path, message: `refers to ${each}, which is none of ${of}` })),
  ]
}

/** The folders that a tsconfig refers to, relative to the root. */
function referencesOf({ files }: Workspace, path: string): readonly string[] {
  const text = files.get(path)
  const config: unknown = text === undefined ? {} : JSON.parse(text)
  if (typeof config !== 'object' || config === null || !('references' in config)) {
    return []
  }
  const given: readonly unknown[] = Array.isArray(config.references) ? config.references : []
  return given.flatMap((each) =>
    typeof each === 'object' && each !== null && 'path' in each && typeof each.path === 'string'
      ? [posix.join(posix.dirname(path), each.path)]
      : [],
  )
}
