import type { Import, Source } from './source.ts'
import {
  type Finding,
  findingAt,
  isTest,
  type Package,
  packageOf,
  type Rule,
  type Workspace,
} from './workspace.ts'

/** What a package may import from one below it. */
type Allowance = 'all' | 'types' | readonly string[]

const layer0 = { '@atnet/protocol-codec': 'all', '@atnet/runtime': 'all' } as const
const layer1 = {
  ...layer0,
  '@atnet/crypto': 'all',
  '@atnet/transport': 'all',
  '@atnet/keystore': 'all',
} as const
const layer2 = { ...layer1, '@atnet/directory': 'all', '@atnet/verbs': 'all' } as const
const layer3 = { ...layer2, '@atnet/atserver': 'all', '@atnet/client': 'all' } as const

/**
 * Who may import whom: only downwards, never sideways. A list names modules: of the codec those
 * whose exports may be taken, of others the entry points. A package that is not here may import
 * nothing of ours; the tools, but for conformance, may import anything.
 */
export const LAYERS: Readonly<Record<string, Readonly<Record<string, Allowance>>>> = {
  '@atnet/protocol-codec': {},
  '@atnet/runtime': {},
  '@atnet/crypto': layer0,
  '@atnet/transport': layer0,
  '@atnet/keystore': layer0,
  '@atnet/directory': { ...layer0, '@atnet/transport': 'all' },
  '@atnet/verbs': { ...layer0, '@atnet/crypto': 'all', '@atnet/keystore': 'types' },
  '@atnet/atserver': layer2,
  '@atnet/client': {
    ...layer0,
    '@atnet/crypto': 'all',
    '@atnet/transport': 'all',
    '@atnet/directory': ['@atnet/directory/resolver'],
  },
  '@atnet/mini-network': layer3,
  '@atnet/root-server': layer3,
  '@atnet/secondary-server': layer3,
  '@atnet/cli': { ...layer3, '@atnet/mini-network': 'all' },
}

/** Modules of the codec that a package needs nothing of, with the reason that the message gives. */
const CODEC_LIMITS: Readonly<
  Record<string, { readonly refuses: (module: string) => boolean; readonly reason: string }>
> = {
  '@atnet/keystore': {
    refuses: (module) => /^\.\/(?:commands\/|verbs|parse|format|recognise)/u.test(module),
    reason: 'a keystore knows keys and metadata, never commands',
  },
  '@atnet/directory': {
    refuses: (module) => !/^\.\/(?:at-sign|faults?)\b/u.test(module),
    reason: 'a directory knows atSigns, and nothing else of the codec',
  },
}

const freeTools = /^tools\/(?!conformance\/)/u

/** Imports and package.json files keep to the layers; tests are no exception. */
export const layers: Rule = {
  name: 'layers',
  check(workspace) {
    const codecModules = modulesOfCodec(workspace)
    return [
      ...workspace.sources.flatMap((source) => importFindings(workspace, source, codecModules)),
      ...workspace.packages.flatMap(manifestFindings),
    ]
  },
}

function importFindings(
  workspace: Workspace,
  source: Source,
  codecModules: ReadonlyMap<string, string>,
): readonly Finding[] {
  const importer = packageOf(workspace, source.path)
  if (importer === undefined || freeTools.test(source.path)) {
    return []
  }
  return source.imports.flatMap((each) => {
    const problem =
      leavesPackage(source.path, importer, each.from) ??
      layerProblem(importer, each) ??
      codecProblem({ importer, each, codecModules, test: isTest(source.path) })
    return problem === undefined ? [] : [findingAt(source, each.start, problem)]
  })
}

function leavesPackage(path: string, { folder }: Package, from: string): string | undefined {
  if (!from.startsWith('.')) {
    return undefined
  }
  const place = new URL(from, `file:///${path}`).pathname.slice(1)
  return place.startsWith(`${folder}/`)
    ? undefined
    : `imports '${from}', which is outside ${folder}: name the package instead`
}

function layerProblem(importer: Package, { from, typeOnly }: Import): string | undefined {
  const name = ownPackage(from)
  if (name === undefined || name === importer.manifest.name) {
    return undefined
  }
  const allowance = LAYERS[importer.manifest.name]?.[name]
  if (allowance === undefined) {
    return `imports ${name}, which is not below ${importer.manifest.name} (LAYERS in tools/tidy/layers.ts)`
  }
  if (allowance === 'types' && !typeOnly) {
    return `imports values of ${name}: ${importer.manifest.name} may use its types only (import type)`
  }
  if (typeof allowance === 'object' && !allowance.includes(from)) {
    return `imports ${from}: ${importer.manifest.name} may use ${allowance.join(', ')} only`
  }
  return undefined
}

function codecProblem(options: {
  readonly importer: Package
  readonly each: Import
  readonly codecModules: ReadonlyMap<string, string>
  readonly test: boolean
}): string | undefined {
  const { importer, each, codecModules } = options
  const limit = CODEC_LIMITS[importer.manifest.name]
  if (limit === undefined || ownPackage(each.from) !== '@atnet/protocol-codec' || options.test) {
    return undefined
  }
  const refused = each.names.find((name) => limit.refuses(codecModules.get(name) ?? ''))
  return refused === undefined ? undefined : `imports ${refused}: ${limit.reason}`
}

/** Of every name that the codec exports, the module it comes from. */
function modulesOfCodec({ sources }: Workspace): ReadonlyMap<string, string> {
  const index = sources.find(({ path }) => path === 'packages/protocol-codec/src/index.ts')
  const entries = (index?.imports ?? []).flatMap(({ from, names }) =>
    names.map((name): [string, string] => [name, from]),
  )
  return new Map(entries)
}

function manifestFindings({ folder, manifest }: Package): readonly Finding[] {
  if (freeTools.test(`${folder}/`)) {
    return []
  }
  const { dependencies, devDependencies, peerDependencies } = manifest
  const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })
  return names
    .filter((name) => ownPackage(name) !== undefined)
    .filter((name) => LAYERS[manifest.name]?.[name] === undefined)
    .map((name) => ({
      path: `${folder}/package.json`,
      message: `depends on ${name}, which is not below ${manifest.name} (LAYERS in tools/tidy/layers.ts)`,
    }))
}

/** `@atnet/x` of `@atnet/x/y`; undefined for what is not ours. */
function ownPackage(from: string): string | undefined {
  return /^@atnet\/[^/]+/u.exec(from)?.[0]
}
