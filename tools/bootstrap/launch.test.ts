import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { looksLike } from './clone-for-tests.ts'

const launcher = new URL('../../packages/runtime/launch.mjs', import.meta.url).href

let root: string

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'atnet-launch-')))
  write(
    'bin/program.mjs',
    `import { launch } from '${launcher}'\nawait launch(new URL('../dist/main.js', import.meta.url))\n`,
  )
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function run(preload: string): { status: number | null; stdout: string; stderr: string } {
  const imports = preload === '' ? [] : ['--import', preload]
  return spawnSync(process.execPath, [...imports, join(root, 'bin/program.mjs'), 'one', 'two'], {
    encoding: 'utf8',
  })
}

const saysItsArguments =
  'console.log(JSON.stringify(process.argv.slice(2)), process.execPath); process.exit(5)\n'

describe('a program started by its bin file', () => {
  it('runs where Node can run it', () => {
    write('package.json', '{"type":"module"}')
    write('dist/main.js', saysItsArguments)
    expect(run('')).toMatchObject({ status: 5, stdout: `["one","two"] ${process.execPath}\n` })
  })

  it('says what to do when it is not built', () => {
    const { status, stdout, stderr } = run('')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^atnet: \S+main\.js is not built yet\. Run `npm start` .*\.\n$/u)
  })

  it('moves to the Node that the setup fetched when its own is too old', () => {
    write('package.json', '{"type":"module"}')
    write('dist/main.js', saysItsArguments)
    mkdirSync(join(root, '.toolchain/bin'), { recursive: true })
    symlinkSync(process.execPath, join(root, '.toolchain/bin/node'))
    const ended = run(looksLike.node('20.20.2'))
    expect(ended).toMatchObject({ status: 5, stdout: expect.stringContaining('["one","two"]') })
  })

  it('says what to do when its Node is too old and there is no other', () => {
    write('dist/main.js', saysItsArguments)
    expect(run(looksLike.node('20.20.2'))).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^atnet: Node 20\.20\.2 is too old: Node 22\.18 .* is needed\. Install it/u,
      ),
    })
  })
})
