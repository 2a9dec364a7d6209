import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, systemRandomness } from '@atnet/runtime'
import { memoryNetwork } from '@atnet/transport'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS } from './commands.ts'
import { commonOptions } from './common-options.ts'
import type { Host } from './host.ts'
import { run } from './run.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atnet-cli-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

type Ended = { readonly code: number; readonly out: string; readonly error: string }

/** Runs a command line where nothing listens, and gives what it left behind. */
async function atnet(
  argv: readonly string[],
  { input = '', start = folder, isTerminal = false } = {},
): Promise<Ended> {
  let out = ''
  let error = ''
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(input)
  }
  const host: Host = {
    folder: start,
    home: join(folder, 'home'),
    out: (text) => {
      out += text
    },
    error: (text) => {
      error += text
    },
    isTerminal,
    input: pieces(),
    onStopRequest: () => undefined,
    clock: systemClock,
    randomness: systemRandomness,
    network: memoryNetwork(),
  }
  const code = await run(argv, { host, version: '1.2.3' })
  return { code, out, error }
}

describe('help', () => {
  it('lists every command and group', async () => {
    const { code, out, error } = await atnet(['--help'])
    expect({ code, error }).toEqual({ code: 0, error: '' })
    for (const { name } of COMMANDS) {
      expect(out).toMatch(new RegExp(`^ {2}${name.split(' ')[0]} `, 'mu'))
    }
  })

  it.each(COMMANDS.map((spec) => [spec.name, spec] as const))(
    'of %s is complete',
    async (_, spec) => {
      const { code, out } = await atnet([...spec.name.split(' '), '--help'])
      expect(code).toBe(0)
      const flags = [...spec.options, ...commonOptions].map((option) => option.flags)
      for (const text of [...flags, ...spec.arguments.map(({ name }) => name), spec.example]) {
        expect(out).toContain(text)
      }
    },
  )

  it('is what one gets for saying nothing, as a mistake', async () => {
    const { code, out, error } = await atnet([])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toMatch(/^Usage: atnet/u)
  })

  it('says the version', async () => {
    expect(await atnet(['--version'])).toEqual({ code: 0, out: '1.2.3\n', error: '' })
  })
})

// cli.errors
describe('a command line that makes no sense', () => {
  it.each([
    ['an unknown command', ['upp'], /upp.*\bup\b/u],
    ['an unknown option', ['up', '--prot', '1'], /--prot.*--port/u],
    ['a missing argument', ['lookup'], /missing required argument 'key'/iu],
    ['a word too many', ['scan', 'a', 'b', '-a', '@a'], /too many/iu],
    ['a port that is none', ['up', '--port', '70000'], /--port 70000 is not a whole number/u],
    ['an atSign that is none', ['scan', '-a', '@a b'], /@a b is not an atSign/u],
    ['no atSign', ['scan'], /Say who you are/u],
    ['a key without an owner', ['lookup', 'phone'], /phone is no key/u],
    ['both projections', ['llookup', 'x@a', '--meta', '--all', '-a', '@a'], /exclude each other/u],
    ['a value of two lines', ['update', 'x@a', 'a\nb', '-a', '@a'], /line break/u],
    [
      'a time to live that is no number',
      ['update', 'x@a', 'v', '--ttl', 'soon', '-a', '@a'],
      /--ttl soon/u,
    ],
    ['a value and a file', ['update', 'x@a', 'v', '--file', 'f', '-a', '@a'], /not both/u],
    [
      'a file that is missing',
      ['update', 'x@a', '--file', 'no', '-a', '@a'],
      /no of --file cannot be used: there is no such file\.\n/u,
    ],
    ['a file that is a folder', ['update', 'x@a', '--file', '.', '-a', '@a'], /it is a folder/u],
    ['a key without an owner', ['update', '@b:x', 'v', '-a', '@a'], /write @b:x@a\.\n/u],
    ['more than a command takes', ['llookup', 'a', 'b@a', '-a', '@a'], /b@a\. Try/u],
    ['nobody to block', ['block', 'add', '-a', '@a'], /missing required argument 'atSigns'/iu],
    ['an atSign to block that is none', ['block', 'add', '@a', 'b c', '-a', '@a'], /b c is not/u],
    ['blocking without an atSign of one’s own', ['block', 'show'], /Say who you are/u],
    ['unblocking everybody', ['block', 'unset', '-a', '@a'], /unknown command 'unset'/iu],
    ['a setting without a value', ['config', 'set', 'x', '-a', '@a'], /'value'/u],
    ['a setting without a name', ['config', 'print', '', '-a', '@a'], /A setting has a name/u],
    ['nobody’s keys', ['keys'], /Say who you are/u],
    ['a key without metadata', ['meta', 'x', '-a', '@a'], /x is no key/u],
    [
      'a directory that is none',
      ['scan', '-a', '@a', '--root', 'x:y:z'],
      /--root x:y:z is no directory/u,
    ],
    ['a CA file that is missing', ['scan', '-a', '@a', '--ca', 'no.pem'], /no\.pem of --ca/u],
    ['a state that is missing', ['scan', '-a', '@a', '--state', 'no'], /There is no network in/u],
    ['a store that cannot be guessed', ['directory', 'list'], /--store/u],
    ['an address that is none', ['directory', 'add', '@a', 'localhost'], /no address/u],
    ['a missing key file', ['scan', '-a', '@a'], /home.*@a_key\.atKeys.*--keys/u],
    ['a missing secret', ['activate', '-a', '@a'], /one-time secret of @a is needed/u],
    ['two secrets', ['activate', '-a', '@a', '-c', 'x', '--cram-secret-file', 'y'], /exclude/u],
    ['nothing kept, and reset', ['up', '--ephemeral', '--reset'], /--ephemeral keeps nothing/u],
  ])('such as %s is refused with exit code 2', async (_, argv, message) => {
    const { code, out, error } = await atnet(argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toMatch(message)
    expect(error).not.toContain('    at ')
  })

  it('is refused in one sentence', async () => {
    const { error } = await atnet(['up', '--prot', '1'])
    expect(error).toMatch(/^atnet: [^\n]*\n$/u)
  })

  it.each([
    [['-a', '@a', 'block', 'add', '--bad'], 'atnet block add --help'],
    [['stats', '1', '--limit', '3'], 'atnet stats --help'],
    [['block', 'unset'], 'atnet --help'],
  ])('%j is told where to read on', async (argv, words) => {
    expect((await atnet(argv)).error).toContain(`Try ${words}.`)
  })

  it('is refused in JSON when JSON was asked for', async () => {
    const { error } = await atnet(['scan', '--json'])
    expect(JSON.parse(error)).toEqual({
      error: { kind: 'usage', message: 'Say who you are, such as -a @alice.' },
    })
  })
})

describe('what cannot be done', () => {
  it('ends with exit code 1 and says what to do', async () => {
    const { code, error } = await atnet(['lookup', 'phone@alice', '--root', 'localhost:1'])
    expect(code).toBe(1)
    expect(error).toMatch(
      /^atnet: The directory localhost:1 [^\n]* Check that the directory is running[^\n]*\n$/u,
    )
  })

  it('names the damaged state and the way out', async () => {
    const start = join(folder, 'damaged')
    await mkdir(join(start, '.atnet'), { recursive: true })
    await writeFile(join(start, '.atnet', 'network.json'), '{')
    const { code, error } = await atnet(['scan', '-a', '@alice'], { start })
    expect(code).toBe(1)
    expect(error).toMatch(/it is not JSON.*--reset/u)
  })
})

describe('the directory of a store', () => {
  it('is added to, shown, listed and removed from', async () => {
    const store = ['--store', join(folder, 'directory.db')]
    const added = await atnet(['directory', 'add', '@Dave', 'localhost:6409', ...store])
    expect(added).toMatchObject({ code: 0, error: '' })
    expect(added.out).toContain('@dave')
    const shown = await atnet(['directory', 'show', 'dave', '--json', ...store])
    expect(JSON.parse(shown.out)).toEqual([{ atsign: '@dave', host: 'localhost', port: 6409 }])
    const listed = await atnet(['directory', 'list', ...store])
    expect(listed.out).toBe('atSign  atServer\n@dave   localhost:6409\n')
    expect((await atnet(['directory', 'remove', '@dave', ...store])).code).toBe(0)
    const again = await atnet(['directory', 'remove', '@dave', ...store])
    expect(again).toMatchObject({ code: 1, error: expect.stringContaining('does not know @dave') })
  })
})
