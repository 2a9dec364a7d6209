import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { consume } from './consumer.ts'
import { judge } from './judges.ts'
import { run, runAll } from './run.ts'

const manifest = {
  name: '@atnet/sample',
  version: '1.0.0',
  type: 'module',
  license: 'Apache-2.0',
  sideEffects: false,
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  files: ['dist'],
  engines: { node: '>=22.18' },
}

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atnet-check-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Packs a package of these files as npm would publish it. */
async function pack(files: Readonly<Record<string, string>>): Promise<string> {
  const all = { 'package.json': JSON.stringify(manifest), ...files }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, 'sample', path)), { recursive: true })
    writeFileSync(join(folder, 'sample', path), text)
  }
  const packed = await run(['pnpm', 'pack', '--pack-destination', folder], join(folder, 'sample'))
  expect(packed).toMatchObject({ ok: true })
  return join(folder, 'atnet-sample-1.0.0.tgz')
}

describe('judging a packed package', () => {
  it('finds nothing in a good one', async () => {
    const tarball = await pack({
      'dist/index.js': 'export const a = 1\n',
      'dist/index.d.ts': 'export declare const a: number\n',
    })
    expect(await judge({ tarball, manifest })).toEqual([])
  })

  it('finds types that are not in it', async () => {
    const tarball = await pack({ 'dist/index.js': 'export const a = 1\n' })
    const problems = await judge({ tarball, manifest })
    expect(problems.join('\n')).toContain('dist/index.d.ts')
  })
})

describe('using a packed package', () => {
  it('finds what it imports and does not declare', async () => {
    const tarball = await pack({
      'dist/index.js': "import 'nowhere-to-be-found'\n",
      'dist/index.d.ts': 'export {}\n',
    })
    const packages = [{ folder: 'packages/sample', manifest }]
    const tarballs = new Map([[manifest.name, tarball]])
    const ended = await consume({ packages, tarballs, folder })
    expect(ended.ok).toBe(false)
    expect(ended.output).toMatch(/await import\('@atnet\/sample'\)[^]*nowhere-to-be-found/u)
  })
})

describe('a row of programs', () => {
  const node = process.execPath

  it('stops at the first that fails, and says which that is', async () => {
    const ended = await runAll([
      [node, '--eval', ''],
      [node, '--eval', 'console.log("why"); process.exit(1)'],
      [node, '--eval', 'console.log("never")'],
    ])
    expect(ended.ok).toBe(false)
    expect(ended.output).toMatch(/^\$ .*process\.exit\(1\)\nwhy\n$/u)
  })

  it('fails when a program is not there', async () => {
    expect(await runAll([['./no-such-program']])).toMatchObject({ ok: false })
  })
})
