import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DirectoryStore } from '@atnet/directory'
import { openSqliteDirectoryStore } from '@atnet/directory/sqlite'
import type { Authority } from '@atnet/mini-network'
import type { AtSign } from '@atnet/protocol-codec'
import { type TlsIdentity, tlsNetwork } from '@atnet/transport'
import { localhost, newAuthority, newIdentity } from './certificates.ts'
import { type Launched, launch, type Place } from './launch.ts'
import { greeted } from './line-client.ts'
import type {
  AnotherServerOptions,
  ConnectOptions,
  TestNetwork,
  TestNetworkOptions,
} from './test-network.ts'
import { tlsWire, type Wire } from './wires.ts'

/** A network of real processes, which can be killed. */
export type ProcessNetwork = TestNetwork & {
  readonly pidOf: (atSign: AtSign) => number
  /** The process of an atServer, or of the directory. */
  readonly processOf: (who: AtSign | 'the directory') => Launched
  /** A file that the processes share: `cert.pem`, `key.pem` and `ca.pem` are there. */
  readonly file: (name: string) => string
}

/** How to start a network of processes. */
export type ProcessNetworkOptions = TestNetworkOptions & {
  /** What the atServers run in. */
  readonly place?: Place
  /** Further flags of every program. */
  readonly flags?: readonly string[]
}

/** The files that the processes of one network share. */
type Folder = {
  readonly path: string
  readonly file: (name: string) => string
}

/** Starts the directory and the atServers as processes of their own, from source. */
export async function openProcesses({
  atSigns,
  place = {},
  flags: more = [],
}: ProcessNetworkOptions): Promise<ProcessNetwork> {
  const folder = newFolder()
  const authority = await newAuthority()
  const identity = await newIdentity(authority, localhost)
  writeFileSync(folder.file('ca.pem'), authority.certificate)
  writeFileSync(folder.file('cert.pem'), identity.certificate)
  writeFileSync(folder.file('key.pem'), identity.key, { mode: 0o600 })
  const database = folder.file('directory.db')
  const root = await launch('root-server', [...rootFlags(folder, database), ...more])
  const store = openSqliteDirectoryStore({ file: database })
  const servers = new Map<AtSign, Server>()
  await Promise.all(
    atSigns.map(async (atSign) => {
      const server = await openServer({ atSign, folder, directoryPort: root.port, place, more })
      servers.set(atSign, server)
      store.set(atSign.slice(1), { host: 'localhost', port: server.port })
    }),
  )
  return present({ folder, authority, identity, root, store, servers })
}

function newFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'atnet-integration-'))
  return { path, file: (name) => join(path, name) }
}

function rootFlags({ file }: Folder, database: string): readonly string[] {
  const tls = ['--cert', file('cert.pem'), '--key', file('key.pem')]
  return ['--port', '0', ...tls, '--database', database]
}

type Server = {
  readonly port: number
  readonly secret: string
  process: Launched
  readonly start: () => Promise<Launched>
}

async function openServer(options: {
  readonly atSign: AtSign
  readonly folder: Folder
  readonly directoryPort: number
  readonly place?: Place
  readonly more?: readonly string[]
}): Promise<Server> {
  const { atSign, folder, directoryPort, place = {}, more = [] } = options
  const secret = randomBytes(64).toString('hex')
  writeFileSync(folder.file(`${atSign}.secret`), secret, { mode: 0o600 })
  const flags = [
    ['--atsign', atSign],
    ['--directory', `localhost:${directoryPort}`],
    ['--cert', folder.file('cert.pem')],
    ['--key', folder.file('key.pem')],
    ['--ca', folder.file('ca.pem')],
    ['--data-dir', folder.file(atSign)],
    ['--cram-secret-file', folder.file(`${atSign}.secret`)],
    more,
  ].flat()
  const first = await launch('secondary-server', [...flags, '--port', '0'], place)
  const { port } = first
  const start = (): Promise<Launched> =>
    launch('secondary-server', [...flags, '--port', String(port)], place)
  return { port, secret, process: first, start }
}

function flagsOf(
  { atSign, outgoing, settings }: AnotherServerOptions,
  { file }: Folder,
): readonly string[] {
  const pair = { cert: file(`${atSign}-cert.pem`), key: file(`${atSign}-key.pem`) }
  if (outgoing !== undefined) {
    writeFileSync(pair.cert, outgoing.certificate)
    writeFileSync(pair.key, outgoing.key, { mode: 0o600 })
  }
  const { testing = false, protectedKeys = [] } = settings ?? {}
  return [
    ...(outgoing === undefined ? [] : ['--mtls-cert', pair.cert, '--mtls-key', pair.key]),
    ...(testing ? ['--testing'] : []),
    ...(protectedKeys.length > 0 ? ['--protected-keys', protectedKeys.join(',')] : []),
  ]
}

function present(parts: {
  readonly folder: Folder
  readonly authority: Authority
  readonly identity: TlsIdentity
  readonly root: Launched
  readonly store: DirectoryStore
  readonly servers: ReadonlyMap<AtSign, Server>
}): ProcessNetwork {
  const { folder, authority, identity, root, store, servers } = parts
  function serverOf(atSign: AtSign): Server {
    const server = servers.get(atSign)
    if (server === undefined) {
      throw new Error(`${atSign} is not part of this scenario`)
    }
    return server
  }
  async function startAgain(atSign: AtSign, signal: NodeJS.Signals): Promise<void> {
    const server = serverOf(atSign)
    await server.process.end(signal)
    server.process = await server.start()
  }
  function dial(options: ConnectOptions): Promise<Wire> {
    return tlsWire({ trust: authority.certificate, ...options })
  }
  return {
    kind: 'processes',
    ...{ authority, identity, network: tlsNetwork(), directoryPort: root.port },
    portOf: (atSign) => serverOf(atSign).port,
    secretOf: (atSign) => serverOf(atSign).secret,
    connect: async (options) => greeted(await dial(options)),
    dial,
    publish: (atSign, port) => store.set(atSign.slice(1), { host: 'localhost', port }),
    restart: (atSign) => startAgain(atSign, 'SIGTERM'),
    processOf: (who) => (who === 'the directory' ? root : serverOf(who).process),
    file: folder.file,
    pidOf: (atSign) => serverOf(atSign).process.pid,
    crash: (atSign) => startAgain(atSign, 'SIGKILL'),
    advance: undefined,
    hurry: (_deadlinesMs, work) => work(),
    openAnother: async (options) => {
      const server = await openServer({ folder, ...options, more: flagsOf(options, folder) })
      return {
        ...{ port: server.port, secret: server.secret },
        [Symbol.asyncDispose]: async () => {
          await server.process.end('SIGTERM')
        },
      }
    },
    [Symbol.asyncDispose]: async () => {
      const processes = [...servers.values()].map((server) => server.process)
      await Promise.all([root, ...processes].map((each) => each.end('SIGTERM')))
      store.close()
      rmSync(folder.path, { recursive: true })
    },
  }
}
