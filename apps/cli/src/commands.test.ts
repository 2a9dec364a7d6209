import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeys } from '@atnet/client'
import { saveKeys } from '@atnet/client/key-files'
import { readAtKeys } from '@atnet/crypto'
import { parseAtSign } from '@atnet/protocol-codec'
import { systemClock, systemRandomness } from '@atnet/runtime'
import { memoryNetwork } from '@atnet/transport'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Host } from './host.ts'
import { run } from './run.ts'

// Every activation makes RSA keys, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** One network for every command of this file, as on one machine. */
const wires = memoryNetwork()
let folder: string
let stop: () => void
let up: Promise<number>
let table: string

/** Runs a command line; `written` hears everything as it is written. */
async function atnet(
  argv: readonly string[],
  {
    input = '',
    written = (): void => undefined,
    onStopRequest = (): void => undefined,
  }: {
    readonly input?: string
    readonly written?: (text: string) => void
    readonly onStopRequest?: Host['onStopRequest']
  } = {},
): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  const texts = { out: '', error: '' }
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(input)
  }
  const code = await run(argv, {
    version: '1.2.3',
    host: {
      folder,
      home: folder,
      out: (text) => {
        texts.out += text
        written(text)
      },
      error: (text) => {
        texts.error += text
      },
      isTerminal: false,
      input: pieces(),
      onStopRequest,
      clock: systemClock,
      randomness: systemRandomness,
      network: wires,
    },
  })
  return { code, ...texts }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atnet-commands-'))
  table = await new Promise<string>((resolve, reject) => {
    const running = atnet(['up', '--testing', '--not-activated', '@carol'], {
      written: resolve,
      onStopRequest: (action) => {
        stop = action
      },
    })
    up = running.then(({ code }) => code)
    running.then(({ error }) => reject(new Error(error)), reject)
  })
})

afterAll(async () => {
  stop()
  await up
  await rm(folder, { recursive: true })
})

const done = { code: 0, error: '' }

describe('up', () => {
  it('shows where everything is', () => {
    expect(table).toMatch(
      /^@alice {2}localhost:6401 {2}\.atnet\/keys\/@alice_key\.atKeys {2}activated$/mu,
    )
    expect(table).toMatch(/^@carol .* not activated$/mu)
    expect(table).toMatch(/^directory +localhost:6400$/mu)
  })

  it('refuses a second one on the same state, naming the first', async () => {
    const { code, out, error } = await atnet(['up', '--port', '7000'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(error).toContain(`process ${process.pid}`)
  })

  it('refuses ports that are taken, saying what to do', async () => {
    const { code, error } = await atnet(['up', '--ephemeral', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(error)).toMatchObject({ error: { kind: 'portInUse' } })
    expect(error).toContain('Port 6400')
  })

  // cli.up.json
  it('writes one line for programs, and nothing else', async () => {
    let stopSecond = (): void => undefined
    const { code, out, error } = await atnet(['up', '--ephemeral', '--port', '7100', '--json'], {
      onStopRequest: (action) => {
        stopSecond = action
      },
      written: () => stopSecond(),
    })
    expect({ code, error }).toEqual(done)
    expect(out.indexOf('\n')).toBe(out.length - 1)
    expect(JSON.parse(out)).toMatchObject({
      ready: true,
      directory: { host: 'localhost', port: 7100 },
      atsigns: [
        { atsign: '@alice', port: 7101, cramSecret: null },
        { atsign: '@bob', port: 7102 },
      ],
    })
  })
})

// cli.defaults
describe('records', () => {
  it('go from one to another', async () => {
    const update = await atnet(['-a', '@alice', 'update', 'public:phone@alice', '+1-111-111'])
    expect(update).toMatchObject(done)
    expect(update.out).toMatch(/^\d+\n$/u)
    for (const argv of [
      ['lookup', 'phone@alice'],
      ['plookup', 'phone@alice', '-a', '@bob', '--bypass-cache'],
      ['llookup', 'public:phone@alice', '-a', 'alice'],
    ]) {
      expect(await atnet(argv)).toEqual({ ...done, out: '+1-111-111\n' })
    }
  })

  // cli.update.plain-warning
  it('for another atSign are stored as given, with a warning unless that is meant', async () => {
    const write = ['update', '-a', '@alice', '@bob:email@alice', '-']
    const warned = await atnet(write, { input: 'alice@example.org\n' })
    expect(warned).toMatchObject({ code: 0, error: expect.stringContaining('--plain') })
    expect(await atnet([...write, '--plain'], { input: 'alice@example.org\n' })).toMatchObject(done)
    expect((await atnet(['lookup', '-a', '@bob', 'email@alice'])).out).toBe('alice@example.org\n')
  })

  it('are described with --meta, --all and --json', async () => {
    await atnet(['-a', '@alice', 'update', 'public:x@alice', 'y', '--ttl', '60000'])
    const all = await atnet(['lookup', 'x@alice', '--all', '--json'])
    expect(JSON.parse(all.out)).toMatchObject({ key: 'public:x@alice', data: 'y' })
    const meta = await atnet(['llookup', '-a', '@alice', 'public:x@alice', '--meta'])
    expect(JSON.parse(meta.out)).toMatchObject({ ttl: 60_000 })
    const value = await atnet(['lookup', 'x@alice', '--json'])
    expect(JSON.parse(value.out)).toEqual({ value: 'y' })
  })

  // cli.meta
  it('tell their metadata, and change it without their value', async () => {
    const meta = ['meta', '-a', '@alice', '@bob:about@alice']
    await atnet(['update', '-a', '@alice', '@bob:about@alice', 'v', '--plain', '--ttr', '60'])
    expect(await atnet([...meta, '--ttl', '60000', '--ccd', '--encrypted'])).toMatchObject(done)
    expect(JSON.parse((await atnet(meta)).out)).toMatchObject({
      ...{ ttl: 60_000, ttr: 60, ccd: true, isEncrypted: true, version: 1 },
    })
    const changed = await atnet([...meta, '--ttl', '0', '--no-ccd', '--no-commit', '--json'])
    expect(JSON.parse(changed.out)).toEqual({ commitId: -1 })
    expect(JSON.parse((await atnet([...meta, '--json'])).out)).toMatchObject({ ttl: 0, ccd: false })
    expect((await atnet(['llookup', '-a', '@alice', '@bob:about@alice'])).out).toBe('v\n')
  })

  // cli.update.file
  it('take their value from a file, with its last line feed left out', async () => {
    await writeFile(join(folder, 'value.txt'), 'from a file\n')
    const write = ['update', '-a', '@alice', 'filed@alice', '--file', 'value.txt']
    expect(await atnet([...write, '--no-commit'])).toEqual({ ...done, out: '-1\n' })
    expect((await atnet(['llookup', '-a', '@alice', 'filed@alice'])).out).toBe('from a file\n')
    expect(await atnet([...write.slice(0, 4), 'v', ...write.slice(4)])).toMatchObject({ code: 2 })
  })

  it('that are immutable stay, unless they are removed by force', async () => {
    const write = ['update', '-a', '@alice', 'fixed@alice']
    expect(await atnet([...write, 'v', '--immutable', '--binary'])).toMatchObject(done)
    expect((await atnet([...write, 'w'])).error).toContain('Immutable')
    const remove = ['delete', '-a', '@alice', 'fixed@alice']
    expect((await atnet(remove)).code).toBe(1)
    expect(await atnet([...remove, '--force'])).toMatchObject(done)
  })

  // cli.update.plain-warning
  it('for another atSign need no warning when they are said to be encrypted', async () => {
    const write = ['update', '-a', '@alice', '@bob:sealed@alice', 'c2VhbGVk', '--encrypted']
    expect(await atnet(write)).toMatchObject(done)
  })

  it('are listed as one may see them, and removed', async () => {
    await atnet(['-a', '@alice', 'update', 'gone@alice', 'x'])
    const scan = ['scan', '-a', '@alice']
    expect((await atnet([...scan, '^gone'])).out).toBe('gone@alice\n')
    expect((await atnet([...scan, '--anonymous', '--json', 'gone'])).out).toBe('[]\n')
    expect(await atnet(['delete', '-a', '@alice', 'gone@alice'])).toMatchObject(done)
    expect(await atnet([...scan, '^gone'])).toEqual({ ...done, out: '' })
  })

  it('that are not there are an error', async () => {
    const { code, error } = await atnet(['lookup', 'nothing@alice', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(error)).toMatchObject({ error: { kind: 'AT0015' } })
  })
})

// cli.sync
describe('sync', () => {
  const commit = { commitId: expect.any(Number), operation: '*', value: 'y' }

  it('pulls what was written since a commit', async () => {
    const { out: id } = await atnet(['-a', '@alice', 'update', 's1.sync@alice', 'y'])
    await atnet(['-a', '@alice', 'update', 's2.sync@alice', 'y'])
    const sync = ['sync', '-a', '@alice', '--regex', 'sync', '--from']
    const after = String(Number(id) - 1)
    const { out } = await atnet([...sync, after, '--json'])
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({ ...commit, commitId: Number(id), atKey: 's1.sync@alice' }),
      expect.objectContaining({ ...commit, atKey: 's2.sync@alice' }),
    ])
    expect(JSON.parse((await atnet([...sync, after, '--limit', '1', '--json'])).out)).toHaveLength(
      1,
    )
    expect((await atnet([...sync, id.trim()])).out).toMatch(
      /^commit {2}what {2}key\n\d+ +\* +s2\.sync@alice\n$/u,
    )
  })

  it.each([
    ['--from', '-2'],
    ['--limit', '0'],
    ['--from', 'x'],
  ])('takes no %s %j', async (option, value) => {
    const { code, error } = await atnet(['sync', '-a', '@alice', option, value])
    expect([code, error]).toEqual([2, expect.stringContaining(value)])
  })
})

// cli.stats
describe('stats', () => {
  it('shows figures by name', async () => {
    const { out } = await atnet(['stats', '-a', '@alice', '1,3'])
    expect(out).toMatch(
      /^id {2}name +value\n1 {3}activeInboundConnections {2}\d+\n3 {3}lastCommitID/u,
    )
    const { out: json } = await atnet(['stats', '-a', '@alice', '3', '--regex', 'nosuch', '--json'])
    expect(JSON.parse(json)).toEqual([
      { id: '3', name: 'lastCommitID', value: expect.stringMatching(/^\d+$/u) },
    ])
  })

  it.each(['0', 'x', '1,'])('takes no figure %s', async (ids) => {
    expect((await atnet(['stats', '-a', '@alice', ids])).code).toBe(2)
  })

  it('says which figure there is not', async () => {
    const { code, error } = await atnet(['stats', '-a', '@alice', '99'])
    expect([code, error]).toEqual([1, expect.stringContaining('99')])
  })
})

// cli.lists
describe('the lists of who may connect', () => {
  const asAlice = ['-a', '@alice']

  it.each(['block', 'allow'])('%s are changed, and shown as they are then', async (list) => {
    const names = [`${list} add`, `${list} remove`, `${list} show`].map((name) => name.split(' '))
    const [add = [], remove = [], show = []] = names
    expect(await atnet([...add, ...asAlice, 'Eve', '@bob'])).toEqual({
      ...done,
      out: '@eve\n@bob\n',
    })
    expect((await atnet([...remove, ...asAlice, '@eve', '--json'])).out).toBe('["@bob"]\n')
    expect((await atnet([...show, ...asAlice, '--json'])).out).toBe('["@bob"]\n')
    expect((await atnet(['lookup', '-a', '@bob', 'email@alice'])).code).toBe(
      list === 'block' ? 1 : 0,
    )
    expect((await atnet([...remove, ...asAlice, '@bob', '--json'])).out).toBe(
      list === 'block' ? 'null\n' : '[]\n',
    )
  })

  it('are spelled out where they name nobody', async () => {
    const says = async (...argv: readonly string[]): Promise<string> => {
      const { code, out, error } = await atnet([...argv, ...asAlice])
      expect({ code, out }).toEqual({ code: 0, out: '' })
      return error
    }
    expect(await says('block', 'show')).toBe('Nobody is blocked.\n')
    expect(await says('allow', 'show')).toMatch(/is empty: nobody but @alice .*allow unset/u)
    expect(await says('allow', 'unset')).toMatch(/no allow list: everybody/u)
    expect((await atnet(['allow', 'show', ...asAlice, '--json'])).out).toBe('null\n')
  })
})

// cli.config
describe('config', () => {
  const asAlice = ['-a', '@alice', 'inboundMaxLimit']

  it('shows, sets and resets a setting of an atServer in testing mode', async () => {
    expect((await atnet(['config', 'print', ...asAlice])).out).toBe('200\n')
    expect((await atnet(['config', 'set', ...asAlice, '50'])).out).toBe('inboundMaxLimit is 50\n')
    const { out } = await atnet(['config', 'print', ...asAlice, '--json'])
    expect(JSON.parse(out)).toEqual({ name: 'inboundMaxLimit', value: '50' })
    expect((await atnet(['config', 'reset', ...asAlice])).out).toBe('inboundMaxLimit is reset\n')
    expect((await atnet(['config', 'print', ...asAlice])).out).toBe('200\n')
    const { out: none } = await atnet([
      'config',
      'print',
      '-a',
      '@alice',
      'doCacheRefreshNow',
      '--json',
    ])
    expect(JSON.parse(none)).toEqual({ name: 'doCacheRefreshNow', value: null })
  })

  it.each([
    [['config', 'print', '-a', '@alice', 'nosuch'], 'There is no such setting'],
    [['config', 'set', '-a', '@alice', 'inboundMaxLimit', '0'], 'no value of inboundMaxLimit'],
  ])('%j fails in one sentence', async (argv, words) => {
    const { code, out, error } = await atnet(argv)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(error).toMatch(/^atnet: [^\n]*\n$/u)
    expect(error).toContain(words)
  })
})

// cli.keys
describe('keys', () => {
  const file = (): Promise<string> =>
    readFile(join(folder, '.atnet', 'keys', '@alice_key.atKeys'), 'utf8')

  it('shows public keys of the key file beside those that are published', async () => {
    const { code, out, error } = await atnet(['keys', '-a', '@alice', '--json'])
    expect({ code, error }).toEqual(done)
    const algorithm = 'rsa2048'
    expect(JSON.parse(out)).toMatchObject([
      { where: 'key file', use: 'login', algorithm },
      { where: 'key file', use: 'encryption', algorithm },
      { where: 'published', use: 'encryption', algorithm },
      { where: 'published', use: 'atServer', algorithm },
    ])
    const [, filed, published]: { sha256: string; publicKey: string }[] = JSON.parse(out)
    expect(filed?.sha256).toMatch(/^[0-9a-f]{64}$/u)
    expect(filed).toMatchObject({ sha256: published?.sha256, publicKey: published?.publicKey })
  })

  it('shows nothing that is secret', async () => {
    const keys = await readAtKeys(await file(), { atSign: parseAtSign('@alice') })
    const shown = [
      await atnet(['keys', '-a', '@alice']),
      await atnet(['keys', '-a', '@alice', '--json']),
    ].map(({ out }) => out)
    for (const secret of [
      ...[keys.pkam.privateKey, keys.encryption.privateKey, keys.selfEncryptionKey],
    ]) {
      expect(shown.join()).not.toContain(secret.slice(0, 40))
    }
  })

  it('shows what another publishes, to anybody', async () => {
    const { out, error } = await atnet(['keys', '@bob'])
    expect(error).toBe('')
    expect(out.split('\n').map((line) => line.slice(0, 32).trimEnd())).toEqual([
      expect.stringMatching(/^where +for/u),
      'published  encryption  rsa2048',
      'published  atServer    rsa2048',
      '',
    ])
  })

  it('says what is missing', async () => {
    const carol = await atnet(['keys', '-a', '@carol'])
    expect(carol).toMatchObject({ code: 0, out: expect.stringContaining('atServer') })
    expect(carol.error).toMatch(/no key file .*\n@carol publishes no encryption key/u)
  })

  it('tells when the key file is not the one that others encrypt for', async () => {
    const other = join(folder, 'other.atKeys')
    await saveKeys(other, await createKeys({ atSign: parseAtSign('@alice') }))
    const { code, error } = await atnet(['keys', '-a', '@alice', '--keys', other])
    expect([code, error]).toEqual([
      0,
      expect.stringContaining('is not the one that @alice publishes'),
    ])
  })
})

// cli.raw.replies
describe('raw', () => {
  const input = 'noop:0\n\nscan:\n@exit\nnoop:0\n'

  it('prints every reply, faults too, until @exit', async () => {
    const { code, out } = await atnet(['raw', '-a', '@alice'], { input })
    expect(code).toBe(0)
    expect(out.split('\n')).toEqual([
      'data:ok',
      expect.stringContaining('AT0003'),
      expect.stringContaining('AT0003'),
      '',
    ])
  })

  it('says when it is not logged in', async () => {
    const { code, error } = await atnet(['raw', '-a', '@carol'], { input })
    expect([code, error]).toEqual([0, expect.stringContaining('not logged in')])
  })
})

describe('activate', () => {
  it('finds the secret of the local network, and writes the key file', async () => {
    const { code, out, error } = await atnet(['activate', '-a', '@carol', '--json'])
    expect({ code, error }).toEqual(done)
    const file = join(folder, '.atnet', 'keys', '@carol_key.atKeys')
    expect(JSON.parse(out)).toEqual({ atsign: '@carol', keys: file, resumed: false })
    expect(await readFile(file, 'utf8')).toContain('aesPkamPrivateKey')
    expect((await atnet(['scan', '-a', '@carol'])).out).toContain('public:publickey@carol')
  })

  it('says when there is nothing left to do', async () => {
    const { code, error } = await atnet(['activate', '-a', '@bob', '-c', 'x', '--keys', 'new'])
    expect(code).toBe(1)
    expect(error).toContain('@bob has been activated before')
  })
})

describe('directory', () => {
  it('shows what the running one answers', async () => {
    const { out } = await atnet(['directory', 'show', '@alice', '--json'])
    expect(JSON.parse(out)).toEqual([{ atsign: '@alice', host: 'localhost', port: 6401 }])
    const { code, error } = await atnet(['directory', 'show', '@nobody'])
    expect(code).toBe(1)
    expect(error).toContain('@nobody')
  })

  it('answers what was added while it runs, and no longer what was removed', async () => {
    await atnet(['directory', 'add', '@dave', 'localhost:6499'])
    expect((await atnet(['directory', 'show', '@dave'])).out).toContain('localhost:6499')
    expect((await atnet(['directory', 'list'])).out.split('\n')).toHaveLength(6)
    await atnet(['directory', 'remove', '@dave'])
    expect((await atnet(['directory', 'show', '@dave'])).code).toBe(1)
  })
})

// cli.up.stop
describe('asking up to stop', () => {
  it('is one clean stop, however often one asks', async () => {
    stop()
    stop()
    expect(await up).toBe(0)
    for (const argv of [
      ['lookup', 'phone@alice'],
      ['directory', 'show', '@alice'],
    ]) {
      const { code, error } = await atnet(argv)
      expect(code).toBe(1)
      expect(error).toContain('The local network is not running: start it')
    }
  })
})
