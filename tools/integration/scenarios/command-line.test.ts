import type { ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run, spawnApp } from '../harness/launch.ts'

/** What `atnet up --json` says once everything accepts connections. */
type Ready = {
  readonly ready: true
  readonly directory: { readonly host: string; readonly port: number }
  readonly ca: string
  readonly atsigns: readonly {
    readonly atsign: string
    readonly host: string
    readonly port: number
    readonly keys: string | null
    readonly cramSecret: string | null
  }[]
}

type Up = { readonly child: ChildProcess; readonly ready: Ready; readonly out: () => string }

async function up(cwd: string, flags: readonly string[]): Promise<Up> {
  const child = spawnApp('cli', ['up', '--json', ...flags], { cwd })
  let out = ''
  const line = new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (out.includes('\n')) {
        resolve(out)
      }
    })
    child.once('exit', () => reject(new Error(`atnet up ended instead of getting ready: ${out}`)))
  })
  // The shape is what the tests below look at.
  const ready: Ready = JSON.parse(await line)
  return { child, ready, out: () => out }
}

async function stop({ child }: Up, signals: readonly NodeJS.Signals[]): Promise<unknown> {
  const exited = once(child, 'exit')
  signals.forEach((signal) => child.kill(signal))
  const [code]: unknown[] = await exited
  return code
}

describe('atnet, from one command to the next', () => {
  let folder = ''
  let network: Up | undefined
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'atnet-cli-'))
    const atSigns = ['--atsigns', '@alice,@bob,@carol', '--not-activated', '@carol']
    network = await up(folder, [...atSigns, '--port', '0'])
  })
  afterAll(async () => {
    if (network !== undefined && network.child.exitCode === null) {
      await stop(network, ['SIGKILL'])
    }
    rmSync(folder, { recursive: true })
  })
  function running(): Up {
    if (network === undefined) {
      throw new Error('the network is not up')
    }
    return network
  }
  async function atnet(flags: readonly string[], input = ''): Promise<string> {
    const { code, out, error } = await run('cli', flags, { input, cwd: folder })
    return code === 0 ? out : `${code}: ${error}`
  }

  /** The receiver may come before the offer has been made: it comes again then. */
  async function untilOffered(flags: readonly string[]): Promise<string> {
    const answer = await atnet(flags)
    return answer.includes('AT0401') ? untilOffered(flags) : answer
  }

  it('up says in one line of JSON what there is (cli.up.json)', () => {
    const { ready } = running()
    expect(ready).toMatchObject({ ready: true, directory: { host: 'localhost' } })
    expect(
      ready.atsigns.map(({ atsign, keys, cramSecret }) => [atsign, typeof keys, typeof cramSecret]),
    ).toEqual([
      ['@alice', 'string', 'object'],
      ['@bob', 'string', 'object'],
      ['@carol', 'object', 'string'],
    ])
    const files = [ready.ca, ...ready.atsigns.flatMap(({ keys }) => keys ?? [])]
    expect(files.filter((file) => !existsSync(file))).toEqual([])
    expect(statSync(join(folder, '.atnet')).mode & 0o777).toBe(0o700)
  })

  it('writes as @alice and reads as everybody else', async () => {
    expect(await atnet(['-a', '@alice', 'update', 'public:phone@alice', '+1-111-111'])).toMatch(
      /^\d+\n$/u,
    )
    expect(
      await atnet(['-a', '@alice', 'update', '@bob:email@alice', '--plain'], 'alice@atsign.com\n'),
    ).toMatch(/^\d+\n$/u)
    expect(await atnet(['lookup', 'phone@alice'])).toBe('+1-111-111\n')
    expect(await atnet(['-a', '@bob', 'plookup', 'phone@alice'])).toBe('+1-111-111\n')
    expect(await atnet(['-a', '@bob', 'lookup', 'email@alice'])).toBe('alice@atsign.com\n')
    expect(await atnet(['-a', '@alice', 'llookup', '@bob:email@alice'])).toBe('alice@atsign.com\n')
    expect(await atnet(['-a', '@alice', 'scan', '^@bob'])).toBe('@bob:email@alice\n')
    expect(
      await atnet(['raw', '-a', '@alice', '--anonymous'], 'noop:0\nlookup:phone@alice\n'),
    ).toBe('data:ok\ndata:+1-111-111\n')
    expect(await atnet(['-a', '@alice', 'delete', '@bob:email@alice'])).toMatch(/^\d+\n$/u)
    expect(await atnet(['-a', '@bob', 'lookup', 'email@alice'])).toMatch(
      /^1: [^\n]*email@alice[^\n]*\n$/u,
    )
  })

  it('keeps others out, and lets them in again (cli.lists)', async () => {
    expect(await atnet(['-a', '@alice', 'update', '@bob:note@alice', 'x', '--plain'])).toMatch(
      /^\d/u,
    )
    expect(await atnet(['block', 'add', '@bob', '-a', '@alice'])).toBe('@bob\n')
    expect(await atnet(['-a', '@bob', 'lookup', 'note@alice'])).toMatch(/^1: .*Unable to connect/u)
    expect(await atnet(['block', 'remove', '@bob', '-a', '@alice'])).toBe('')
    expect(await atnet(['-a', '@bob', 'lookup', 'note@alice'])).toBe('x\n')
  })

  it('streams a file from @alice to @bob, and goes on where it broke (cli.stream)', async () => {
    const data = randomBytes(300_000)
    writeFileSync(join(folder, 'photo'), data)
    const id = randomUUID()
    const toBob = ['-a', '@alice', 'stream', 'send', '@bob', 'photo', '--id', id]
    const fromAlice = ['stream', 'receive', '@alice', id, String(data.length), 'copy']
    const [sent, received] = await Promise.all([atnet(toBob), untilOffered(fromAlice)])
    expect(sent).toBe('@bob has received 300000 bytes.\n')
    expect(received).toBe('Received 300000 bytes.\n')
    expect(readFileSync(join(folder, 'copy')).equals(data)).toBe(true)
    expect(await atnet(fromAlice)).toMatch(/^2: [^\n]*copy cannot be written, or is there already/u)
    const more = ['--start-byte', '100000', '--json']
    expect(
      await Promise.all([atnet([...toBob, ...more]), untilOffered([...fromAlice, ...more])]),
    ).toEqual(Array.from({ length: 2 }, () => `${JSON.stringify({ id, bytes: 200_000 })}\n`))
    expect(readFileSync(join(folder, 'copy')).equals(data)).toBe(true)
  })

  it('says that settings are changed in testing mode only (cli.config)', async () => {
    expect(await atnet(['config', 'set', '-a', '@alice', 'autoNotify', 'false'])).toMatch(
      /^1: [^\n]*--testing\.\n$/u,
    )
  })

  it('activates who was left out, once', async () => {
    expect(await atnet(['activate', '-a', '@carol'])).toContain('@carol is activated')
    expect(await atnet(['-a', '@carol', 'plookup', 'phone@alice'])).toBe('+1-111-111\n')
  })

  it('refuses a second network on the same state, naming the first (network.state.one-process)', async () => {
    const second = await run('cli', ['up', '--json'], { cwd: folder })
    expect(second).toMatchObject({ code: 1, out: '' })
    expect(second.error).toMatch(new RegExp(`^[^\\n]*\\b${running().child.pid}\\b[^\\n]*\\n$`, 'u'))
  })

  it('stops on Ctrl-C, once or repeatedly, with exit code 0 (cli.up.stop)', async () => {
    const first = running()
    expect(await stop(first, ['SIGINT', 'SIGINT', 'SIGTERM'])).toBe(0)
    expect(first.out().trimEnd().split('\n').length).toBe(1)
  })

  it('goes on from where it stopped (network.state.resumed)', async () => {
    const before = running().ready
    network = await up(folder, [])
    expect({ ...network.ready, atsigns: [] }).toEqual({ ...before, atsigns: [] })
    expect(network.ready.atsigns.map(({ atsign, port }) => [atsign, port])).toEqual(
      before.atsigns.map(({ atsign, port }) => [atsign, port]),
    )
    expect(await atnet(['lookup', 'phone@alice'])).toBe('+1-111-111\n')
    expect(await stop(network, ['SIGTERM'])).toBe(0)
  })

  it('leaves nothing behind of what was to be gone (network.stop.complete)', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'atnet-cli-'))
    const shortLived = await up(elsewhere, ['--atsigns', '@dave', '--port', '0', '--ephemeral'])
    expect(existsSync(shortLived.ready.ca)).toBe(true)
    expect(await stop(shortLived, ['SIGTERM'])).toBe(0)
    expect(existsSync(shortLived.ready.ca)).toBe(false)
    expect(existsSync(join(elsewhere, '.atnet'))).toBe(false)
    rmSync(elsewhere, { recursive: true })
  })
})
