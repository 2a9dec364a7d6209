import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localhost, newAuthority, newIdentity } from '../harness/certificates.ts'
import { launch, run, spawnApp } from '../harness/launch.ts'

const apps = ['root-server', 'secondary-server'] as const

describe.each(apps)('the program %s', (app) => {
  let folder = ''
  const occupied = createServer()
  const file = (name: string): string => join(folder, name)
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'atnet-programs-'))
    const authority = await newAuthority()
    const [one, other] = await Promise.all([
      newIdentity(authority, localhost),
      newIdentity(authority, localhost),
    ])
    writeFileSync(file('ca.pem'), authority.certificate)
    writeFileSync(file('cert.pem'), one.certificate)
    writeFileSync(file('key.pem'), one.key)
    writeFileSync(file('other-key.pem'), other.key)
    writeFileSync(file('nonsense.pem'), 'not a certificate\n')
    mkdirSync(file('damaged'))
    const database = app === 'root-server' ? 'directory.db' : '@alice.db'
    writeFileSync(
      file(`damaged/${database}`),
      'this is no database at all, not even a small one '.repeat(100),
    )
    writeFileSync(file('a-file'), '')
    occupied.listen(0, '127.0.0.1')
    await once(occupied, 'listening')
  })
  afterAll(() => {
    occupied.close()
    rmSync(folder, { recursive: true })
  })
  function busyPort(): string {
    const address = occupied.address()
    return typeof address === 'object' && address !== null ? String(address.port) : ''
  }
  /** Flags that work, with some of them replaced. */
  function flags(changes: Record<string, string> = {}): string[] {
    const good: Record<string, string> = {
      port: '0',
      cert: file('cert.pem'),
      key: file('key.pem'),
      'data-dir': file('data'),
      ...(app === 'secondary-server' ? { atsign: '@alice', ca: file('ca.pem') } : {}),
      ...(app === 'secondary-server' ? { directory: 'localhost:1' } : {}),
    }
    return Object.entries({ ...good, ...changes }).flatMap(([name, value]) => [`--${name}`, value])
  }

  type BadStart = readonly [string, () => string[], number, RegExp]
  const badPairs: readonly BadStart[] = [
    [
      'a certificate for calls without its key',
      () => flags({ 'mtls-cert': file('cert.pem') }),
      1,
      /--mtls-cert and --mtls-key belong together/u,
    ],
    [
      'a certificate for calls with the key of another',
      () => flags({ 'mtls-cert': file('cert.pem'), 'mtls-key': file('other-key.pem') }),
      1,
      /--mtls-cert and --mtls-key cannot be used: The private key does not belong/u,
    ],
    [
      'a key for calls that is not there',
      () => flags({ 'mtls-cert': file('cert.pem'), 'mtls-key': file('nowhere.pem') }),
      1,
      /--mtls-key, .*nowhere\.pem, does not exist/u,
    ],
  ]
  const badStarts: readonly BadStart[] = [
    ['a flag that is missing', () => [], 2, /--\w+ is missing/u],
    ['a flag it does not know', () => [...flags(), '--porrt', '1'], 2, /did you mean --port\?/u],
    [
      'an unreadable settings file',
      () => [...flags(), '--config', file('nowhere.yaml')],
      2,
      /nowhere\.yaml/u,
    ],
    [
      'a certificate that is not there',
      () => flags({ cert: file('nowhere.pem') }),
      1,
      /--cert, .*nowhere\.pem, does not exist/u,
    ],
    ['a key that is a folder', () => flags({ key: folder }), 1, /--key, .* is a folder/u],
    ['a certificate that is none', () => flags({ cert: file('nonsense.pem') }), 1, /certificate/iu],
    ['a key that is none', () => flags({ key: file('nonsense.pem') }), 1, /key/iu],
    ['the key of another certificate', () => flags({ key: file('other-key.pem') }), 1, /key/iu],
    [
      'a port that is in use',
      () => flags({ port: busyPort() }),
      1,
      /port \d+ .*another program uses it; stop that or choose another/u,
    ],
    ['an address of another machine', () => flags({ host: '192.0.2.1' }), 1, /192\.0\.2\.1/u],
    [
      'a damaged database',
      () => flags({ 'data-dir': file('damaged') }),
      1,
      /damaged or not a database/u,
    ],
    ['a data folder that is a file', () => flags({ 'data-dir': file('a-file') }), 1, /a-file/u],
    ...(app === 'secondary-server' ? badPairs : []),
  ]
  it.each(badStarts)(
    'refuses %s in one sentence (app.start.refused)',
    async (_, argv, code, sentence) => {
      const ended = await run(app, argv())
      expect(ended).toMatchObject({ code, out: '' })
      const lines = ended.error.trimEnd().split('\n')
      expect(lines[0]).toMatch(sentence)
      expect(lines.slice(1)).toEqual(code === 2 ? [`Try 'atnet-${app} --help'.`] : [])
    },
  )

  it('explains itself (app.help)', async () => {
    expect(await run(app, ['--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('--cert'),
      error: '',
    })
    expect(await run(app, ['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/u),
    })
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'stops on %s with exit code 0 (app.stop)',
    async (signal) => {
      const server = await launch(app, flags())
      expect(await server.end(signal)).toBe(0)
    },
  )

  it('stops once, however often it is asked (app.stop)', async () => {
    const child = spawnApp(app, flags())
    let out = ''
    child.stdout?.on('data', (data) => {
      out += String(data)
    })
    if (child.stdout !== null) {
      await once(child.stdout, 'data')
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT', 'SIGINT'] as const) {
      child.kill(signal)
    }
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(out).toMatch(/^[^\n]* accepts connections on port \d+\.\n$/u)
  })
})

describe('the log', () => {
  it('tells the settings but no secret (settings.secret.hidden)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'atnet-programs-'))
    const identity = await newIdentity(await newAuthority(), localhost)
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    writeFileSync(cert, identity.certificate)
    writeFileSync(key, identity.key)
    const server = await launch('secondary-server', [
      ...['--atsign', '@alice', '--port', '0', '--cert', cert, '--key', key],
      ...['--data-dir', folder, '--cram-secret', 'hush-hush', '--log-level', 'debug'],
    ])
    expect(await server.end('SIGTERM')).toBe(0)
    rmSync(folder, { recursive: true })
    expect(server.complaints()).toContain('server.started')
    expect(server.complaints()).not.toContain('hush-hush')
    expect(server.complaints()).not.toContain('PRIVATE KEY')
  })
})

describe('a second process', () => {
  it('is refused the data of the first (storage.lock.exclusive)', async () => {
    const app = 'secondary-server'
    const folder = mkdtempSync(join(tmpdir(), 'atnet-programs-'))
    const authority = await newAuthority()
    const identity = await newIdentity(authority, localhost)
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    writeFileSync(cert, identity.certificate)
    writeFileSync(key, identity.key)
    const flags = [
      '--atsign',
      '@alice',
      '--port',
      '0',
      '--cert',
      cert,
      '--key',
      key,
      '--data-dir',
      folder,
    ]
    const first = await launch(app, flags)
    const second = await run(app, flags)
    expect(second).toMatchObject({ code: 1, out: '' })
    expect(second.error).toMatch(/in use by another process: stop that process first[^\n]*\n$/u)
    expect(await first.end('SIGTERM')).toBe(0)
    rmSync(folder, { recursive: true })
  })
})
