import { expect, it } from 'vitest'
import { LAYERS, layers } from './layers.ts'
import { readWorkspace, render, sample } from './workspace.ts'

/** Read outside of any test: it takes as long as the disk takes. */
const workspace = readWorkspace()

const codecIndex = `export { parseAtSign } from './at-sign.ts'
export { type Command, parse } from './parse.ts'
export { parseMetadata } from './metadata.ts'
`

function problems(path: string, text: string): string {
  const [group = '', folder = ''] = path.split('/')
  return render(
    layers.check(
      sample({
        [`${group}/${folder}/package.json`]: JSON.stringify({ name: `@atnet/${folder}` }),
        'packages/protocol-codec/src/index.ts': codecIndex,
        [path]: text,
      }),
    ),
  )
}

it.each([
  ['packages/protocol-codec/src/a.ts', "import { x } from '@atnet/runtime'", 'not below'],
  ['packages/crypto/src/a.ts', "import { x } from '@atnet/transport'", 'not below'],
  ['packages/crypto/src/a.test.ts', "import { x } from '@atnet/verbs'", 'not below'],
  ['packages/crypto/src/a.ts', "export * from '@atnet/atserver'", 'not below'],
  ['packages/crypto/src/a.ts', "await import('@atnet/atserver')", 'not below'],
  ['packages/crypto/src/a.ts', "type X = import('@atnet/atserver').X", 'not below'],
  ['packages/new/src/a.ts', "import '@atnet/runtime'", 'not below'],
  ['apps/root-server/src/a.ts', "import { x } from '@atnet/mini-network'", 'not below'],
  ['packages/verbs/src/a.ts', "import { openStore } from '@atnet/keystore'", 'types only'],
  ['packages/verbs/src/a.ts', "import { type A, b } from '@atnet/keystore'", 'types only'],
  ['packages/client/src/a.ts', "import { x } from '@atnet/directory/server'", 'resolver only'],
  [
    'packages/client/src/a.ts',
    "import { x } from '../../crypto/src/b.ts'",
    'outside packages/client',
  ],
  ['packages/keystore/src/a.ts', "import { parse } from '@atnet/protocol-codec'", 'never commands'],
  [
    'packages/directory/src/a.ts',
    "import { parseMetadata } from '@atnet/protocol-codec'",
    'atSigns',
  ],
  ['tools/conformance/src/a.ts', "import { parse } from '@atnet/protocol-codec'", 'not below'],
])('%s may not say %s', (path, text, problem) => {
  expect(problems(path, text)).toContain(problem)
})

it.each([
  ['packages/verbs/src/a.ts', "import type { Reader } from '@atnet/keystore'"],
  ['packages/verbs/src/a.ts', "import { type Reader } from '@atnet/keystore'"],
  ['packages/keystore/src/a.ts', "import { parseMetadata } from '@atnet/protocol-codec'"],
  ['packages/directory/src/a.ts', "import { parseAtSign } from '@atnet/protocol-codec'"],
  ['packages/client/src/a.ts', "import { x } from '@atnet/directory/resolver'"],
  ['packages/client/src/a.ts', "import { x } from './b.ts'"],
  ['apps/cli/src/a.ts', "import { x } from '@atnet/mini-network'"],
  ['tools/integration/a.ts', "import { x } from '@atnet/atserver'"],
])('%s may say %s', (path, text) => {
  expect(problems(path, text)).toBe('')
})

it.each(['dependencies', 'devDependencies', 'peerDependencies'])('looks at %s too', (kind) => {
  const manifest = { name: '@atnet/crypto', [kind]: { '@atnet/verbs': 'workspace:*' } }
  const found = layers.check(sample({ 'packages/crypto/package.json': JSON.stringify(manifest) }))
  expect(render(found)).toContain('depends on @atnet/verbs')
})

it('gives every package and app its place', () => {
  const placed = workspace.packages
    .filter(({ folder }) => !folder.startsWith('tools/'))
    .map(({ manifest }) => manifest.name)
  expect(Object.keys(LAYERS).sort()).toEqual(placed.sort())
})
