import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const source = new URL('../', import.meta.url)
const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', source), 'utf8'))

it('crypto.platforms.browser: a browser is never sent to a node: module', () => {
  const reached = reachableFrom('index.ts', 'platform/portable.ts')
  expect(reached.files).toContain('platform/portable-rsa.ts')
  expect(reached.files).not.toContain('platform/node.ts')
  expect(reached.packages.filter((name) => name.startsWith('node:'))).toEqual([])
})

it('crypto.platforms.browser: the walk does find node: modules where they are', () => {
  const reached = reachableFrom('index.ts', 'platform/node.ts')
  expect(reached.packages).toContain('node:crypto')
  const sources = readdirSync(source, { recursive: true, encoding: 'utf8' })
  const shipped = sources.filter((name) => name.endsWith('.ts') && !name.includes('.test'))
  const portable = reachableFrom('index.ts', 'platform/portable.ts')
  const all = new Set([...reached.files, ...portable.files])
  expect(shipped.filter((name) => !all.has(name))).toEqual(['platform/types.ts'])
})

it('crypto.platforms.browser: only the condition `node` leads to Node', () => {
  expect(manifest).toMatchObject({
    imports: {
      '#platform': {
        node: { '@atnet/source': './src/platform/node.ts', default: './dist/platform/node.js' },
        default: {
          '@atnet/source': './src/platform/portable.ts',
          default: './dist/platform/portable.js',
        },
      },
    },
  })
})

/** What an entry imports, directly or not, when `#platform` is the given file. */
function reachableFrom(
  entry: string,
  platform: string,
): { readonly files: readonly string[]; readonly packages: readonly string[] } {
  const files = new Set<string>([entry])
  const packages = new Set<string>()
  for (const file of files) {
    const text = readFileSync(new URL(file, source), 'utf8')
    const imports = text.matchAll(/^(?!import type)(?:import|export)[^'"]*from '(?<name>[^']+)'/gmu)
    const dynamic = text.matchAll(/import\('(?<name>[^']+)'\)/gu)
    for (const { groups } of [...imports, ...dynamic]) {
      const name = groups?.['name'] ?? ''
      if (name === '#platform') {
        files.add(platform)
      } else if (name.startsWith('.')) {
        files.add(new URL(name, new URL(file, source)).href.slice(source.href.length))
      } else {
        packages.add(name)
      }
    }
  }
  return { files: [...files], packages: [...packages] }
}
