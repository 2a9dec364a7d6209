import { createServer, isIPv6, type Server, type Socket } from 'node:net'
import { keepAliveMs, listenBacklog, maxPortAttempts } from './limits.ts'
import { ListenError } from './network.ts'

/** Sockets that listen on one port of several hosts. */
export type Bound = { readonly port: number; readonly hosts: readonly string[]; close(): void }

/**
 * Listens on the same port of every host. With port 0 the first host picks one; when it is taken on another,
 * all begin again with a new one. Throws `ListenError`.
 */
export async function bindAll(
  hosts: readonly string[],
  port: number,
  onSocket: (socket: Socket) => void,
): Promise<Bound> {
  if (hosts.length === 0) {
    throw new ListenError('noSuchAddress', 'No host to listen on was given')
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await bindOnce(hosts, port, onSocket)
    } catch (error) {
      if (port !== 0 || codeOf(error) !== 'EADDRINUSE' || attempt >= maxPortAttempts) {
        throw explain(error, hosts, port)
      }
    }
  }
}

async function bindOnce(
  hosts: readonly string[],
  wanted: number,
  onSocket: (socket: Socket) => void,
): Promise<Bound> {
  const servers: Server[] = []
  const bound: string[] = []
  let port = wanted
  let missing: unknown
  try {
    for (const host of hosts) {
      const server = createServer(
        { noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs },
        onSocket,
      )
      const error = await listening(server, host, port)
      if (error === undefined) {
        servers.push(server)
        bound.push(host)
        port = portOf(server)
      } else if (isMissingIpv6(host, error)) {
        missing = error
      } else {
        throw error
      }
    }
    if (servers.length === 0) {
      throw missing
    }
  } catch (error) {
    closeAll(servers)
    throw error
  }
  return { port, hosts: bound, close: () => closeAll(servers) }
}

function listening(server: Server, host: string, port: number): Promise<Error | undefined> {
  return new Promise((resolve) => {
    // Stays for the life of the server: running out of descriptors is reported here too, and passes.
    server.on('error', resolve)
    server.listen({ host, port, backlog: listenBacklog, ipv6Only: isIPv6(host) }, () =>
      resolve(undefined),
    )
  })
}

/** Many machines have no IPv6 at all; that must not keep them from serving IPv4. */
function isMissingIpv6(host: string, error: Error): boolean {
  const code = codeOf(error)
  return isIPv6(host) && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function closeAll(servers: readonly Server[]): void {
  for (const server of servers) {
    server.close()
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function explain(cause: unknown, hosts: readonly string[], port: number): ListenError {
  const where = `port ${port} of ${hosts.join(' and ')}`
  switch (codeOf(cause)) {
    case 'EADDRINUSE':
      return new ListenError(
        'inUse',
        `Cannot listen on ${where}: another program uses it; stop that or choose another port`,
        { cause },
      )
    case 'EACCES':
    case 'EPERM':
      return new ListenError(
        'forbidden',
        `Cannot listen on ${where}: this user may not; choose a port above 1023 or grant the right`,
        { cause },
      )
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ListenError(
        'noSuchAddress',
        `Cannot listen on ${where}: this machine has no such address; give one of its own`,
        { cause },
      )
    default: {
      const reason = cause instanceof Error ? cause.message : String(cause)
      return new ListenError('failed', `Cannot listen on ${where}: ${reason}`, { cause })
    }
  }
}
