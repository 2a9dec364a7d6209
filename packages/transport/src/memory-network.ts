import { isIP } from 'node:net'
import { systemClock } from '@atnet/runtime'
import type { ByteStream, RemoteAddress } from './byte-stream.ts'
import { authorities, distrust, isFor } from './chain.ts'
import { explainConnecting } from './connect-problem.ts'
import { firstMemoryPort, maxPort } from './limits.ts'
import { memoryPair } from './memory-stream.ts'
import {
  ConnectError,
  type ConnectOptions,
  ListenError,
  type Listener,
  type ListenOptions,
  type Network,
} from './network.ts'
import { peerCertificate } from './peer-certificate.ts'
import { PemError, readIdentity } from './pem.ts'
import { nextTurn } from './turn.ts'

type Certificates = ReturnType<typeof readIdentity>

/** What is known of one open listener. */
type Open = {
  readonly options: ListenOptions
  readonly port: number
  identity: Certificates
  trusted: ReturnType<typeof authorities>
}

/** All listeners of one network, by port. Hosts of one port may belong to several. */
type Registry = {
  readonly listeners: Map<number, readonly Open[]>
  nextPort: number
  /** Connections made so far: each client has a port of its own, as far as there are ports. */
  clients: number
}

/**
 * A network inside this program, with the same contract as the one over TLS: certificates are verified, names
 * compared, strangers refused. Nothing is encrypted, and nothing leaves the program. `localhost` is both
 * loopback addresses; any other name exists when something listens on it.
 */
export function memoryNetwork(): Network {
  const registry: Registry = { listeners: new Map(), nextPort: firstMemoryPort, clients: 0 }
  return {
    listen: async (options) => listenInMemory(registry, options),
    connect: (options) => connectInMemory(registry, options),
  }
}

function listenInMemory(registry: Registry, options: ListenOptions): Listener {
  if (options.hosts.length === 0) {
    throw new ListenError('noSuchAddress', 'No host to listen on was given')
  }
  const certificates = readable(options.identity, options.trust)
  const port = options.port === 0 ? freePort(registry) : options.port
  const open: Open = { options, port, ...certificates }
  const taken = options.hosts.find((host) => registered(registry, host, port) !== undefined)
  if (taken !== undefined) {
    throw new ListenError(
      'inUse',
      `Cannot listen on port ${port} of ${taken}: another listener uses it; choose another port`,
    )
  }
  registry.listeners.set(port, [...(registry.listeners.get(port) ?? []), open])
  const close = async (): Promise<void> => {
    const others = (registry.listeners.get(port) ?? []).filter((other) => other !== open)
    registry.listeners.set(port, others)
  }
  return {
    address: { port, hosts: options.hosts },
    close,
    [Symbol.asyncDispose]: close,
    setIdentity: (identity, trust) => {
      Object.assign(open, readable(identity, trust))
    },
  }
}

function readable(
  identity: ListenOptions['identity'],
  trust: string | undefined,
): Pick<Open, 'identity' | 'trusted'> {
  try {
    return { identity: readIdentity(identity), trusted: authorities(trust) }
  } catch (cause) {
    throw cause instanceof PemError ? new ListenError(cause.part, cause.message, { cause }) : cause
  }
}

function freePort(registry: Registry): number {
  for (let port = registry.nextPort; port <= maxPort; port += 1) {
    if ((registry.listeners.get(port) ?? []).length === 0) {
      registry.nextPort = port + 1
      return port
    }
  }
  throw new ListenError('failed', 'This in-memory network has no free port left')
}

function registered(registry: Registry, host: string, port: number): Open | undefined {
  const wanted = addressesOf(host)
  return registry.listeners
    .get(port)
    ?.find(({ options }) =>
      options.hosts.some((bound) => addressesOf(bound).some((address) => wanted.includes(address))),
    )
}

function addressesOf(host: string): readonly string[] {
  return host === 'localhost' ? ['127.0.0.1', '::1'] : [host]
}

async function connectInMemory(registry: Registry, options: ConnectOptions): Promise<ByteStream> {
  const { host, port, signal } = options
  const client = ownCertificates(options)
  await nextTurn()
  if (signal?.aborted === true) {
    throw new ConnectError('aborted', `Connecting to ${host}:${port} was called off`, {
      cause: signal.reason,
    })
  }
  const open = registered(registry, host, port)
  if (open === undefined) {
    throw explainConnecting(missing(registry, host), options)
  }
  verifyServer(open, options, client.trusted)
  registry.clients += 1
  const clientPort = firstMemoryPort + (registry.clients % (maxPort - firstMemoryPort))
  return meet(open, { ...options, clientPort, identity: client.identity })
}

function ownCertificates(options: ConnectOptions): {
  readonly identity: Certificates | undefined
  readonly trusted: ReturnType<typeof authorities>
} {
  const { host, port, identity, trust } = options
  try {
    return {
      identity: identity === undefined ? undefined : readIdentity(identity),
      trusted: authorities(trust),
    }
  } catch (cause) {
    if (cause instanceof PemError) {
      const message = `Cannot connect to ${host}:${port}: ${cause.message}`
      throw new ConnectError(cause.part, message, { cause })
    }
    throw cause
  }
}

/** The error an operating system would give. */
function missing(registry: Registry, host: string): Error {
  const listeners = [...registry.listeners.values()].flat()
  const known =
    isIP(host) !== 0 ||
    host === 'localhost' ||
    listeners.some(({ options }) => options.hosts.includes(host))
  const code = known ? 'ECONNREFUSED' : 'ENOTFOUND'
  return Object.assign(new Error(code), { code })
}

function verifyServer(
  open: Open,
  { host, port }: ConnectOptions,
  trusted: ReturnType<typeof authorities>,
): void {
  const at = systemClock.now()
  const problem = distrust({ ...open.identity, trusted, purpose: 'server', at })
  if (problem !== undefined) {
    throw new ConnectError(
      'untrusted',
      `Cannot connect to ${host}:${port}: its certificate is not trusted (${problem}); is the right authority given?`,
    )
  }
  if (!isFor(open.identity.leaf, host)) {
    throw explainConnecting(
      Object.assign(new Error(`it names ${open.identity.leaf.subjectAltName ?? 'nothing'}`), {
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      }),
      { host, port },
    )
  }
}

/** Makes the pair. As with TLS 1.3, a client learns only afterwards that its own certificate was turned down. */
function meet(
  { options, identity, trusted }: Open,
  client: {
    readonly host: string
    readonly port: number
    readonly clientPort: number
    readonly identity: Certificates | undefined
  },
): ByteStream {
  const address = isIP(client.host) === 0 ? '127.0.0.1' : client.host
  const remote: RemoteAddress = { address, port: client.clientPort }
  const shown = options.requestCertificate ? client.identity : undefined
  const [near, far] = memoryPair(
    { remote: { address, port: client.port }, certificate: peerCertificate(identity.leaf) },
    { remote, certificate: shown === undefined ? undefined : peerCertificate(shown.leaf) },
  )
  const problem =
    shown === undefined
      ? undefined
      : distrust({ ...shown, trusted, purpose: 'client', at: systemClock.now() })
  if (options.admit?.(remote) === false) {
    far.destroy()
    options.refused?.({ reason: 'notAdmitted', remote, detail: '' })
  } else if (problem !== undefined) {
    far.destroy()
    options.refused?.({ reason: 'untrustedCertificate', remote, detail: problem })
  } else {
    options.accept({ protocol: 'atProtocol', stream: far })
  }
  return near
}
