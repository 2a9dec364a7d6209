import { expect, it } from 'vitest'
import { pureCodec } from './pure-codec.ts'
import { render, sample } from './workspace.ts'

function problems(path: string, text: string): string {
  return render(pureCodec.check(sample({ [path]: text })))
}

it.each([
  "import { join } from 'node:path'",
  "import { join } from 'path'",
  "import type { Socket } from 'node:net'",
  "const bytes = Buffer.from('a')",
  'const platform = process.platform',
  'const bytes = new globalThis.Uint8Array(Buffer.alloc(1))',
])('finds %s in the codec', (text) => {
  expect(problems('packages/protocol-codec/src/a.ts', text)).toContain('browsers do not have it')
})

it('lets the tests of the codec use Node', () => {
  expect(problems('packages/protocol-codec/src/a.test.ts', "import 'node:fs'")).toBe('')
})

it('lets other packages use Node', () => {
  expect(problems('packages/crypto/src/a.ts', "import 'node:fs'")).toBe('')
})
