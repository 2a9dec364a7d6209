import { createServer, type Server, type ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
import {
  healthCheckMs,
  healthRequestMs,
  maxHealthConnections,
  maxHealthHeaderBytes,
} from '../limits.ts'
import { StartError } from '../program.ts'

/** Whether a program can do its work, and what that was judged by. */
export type Readiness = {
  readonly ready: boolean
  /** What was looked at; never a name or an address. */
  readonly checks: Readonly<Record<string, boolean | string>>
}

/** What a health server shows. */
export type HealthOptions = {
  /** 0 picks a free one. */
  readonly port: number
  readonly readiness: () => Readiness
  readonly metrics: () => string
  /** How long a request may take to arrive, and its answer to be read, milliseconds. */
  readonly requestMs?: number
}

/** A health server that answers. */
export type Health = AsyncDisposable & { readonly port: number }

/** Only this machine can ask; where it has no IPv6, only the first is there. */
const hosts = ['127.0.0.1', '::1']

/**
 * Answers `GET /healthz` (the process lives), `/readyz` (it can do its work) and `/metrics`, on loopback
 * addresses alone (ops.health.endpoints). Throws `StartError` when the port cannot be had.
 */
export async function openHealth(options: HealthOptions): Promise<Health> {
  const servers: Server[] = []
  let { port } = options
  for (const host of hosts) {
    const server = newServer(options)
    const code = await listening(server, host, port)
    if (code === undefined) {
      servers.push(server)
      port = portOf(server)
    } else if (!isDispensable(host, code, options.port)) {
      closeAll(servers)
      throw explained(code, port)
    }
  }
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      closeAll(servers)
    },
  }
}

function newServer(options: HealthOptions): Server {
  const { requestMs = healthRequestMs } = options
  const server = createServer(
    {
      maxHeaderSize: maxHealthHeaderBytes,
      headersTimeout: requestMs,
      requestTimeout: requestMs,
      // Node looks at the two only so often, and by itself far too seldom.
      connectionsCheckingInterval: Math.min(requestMs, healthCheckMs),
    },
    ({ method, url = '' }, response) => {
      // Nobody asks so often that keeping a connection would pay.
      response.setHeader('connection', 'close')
      if (method !== 'GET') {
        response.setHeader('allow', 'GET')
        answer(response, 405, 'only GET is answered\n')
        return
      }
      answerPath(url.replace(/\?.*$/su, ''), options, response)
    },
  )
  server.maxConnections = maxHealthConnections
  // Whoever does not read an answer keeps no place either (ops.health.bounded).
  server.setTimeout(requestMs)
  return server
}

function answerPath(
  path: string,
  { readiness, metrics }: HealthOptions,
  response: ServerResponse,
): void {
  switch (path) {
    case '/healthz':
      answer(response, 200, 'ok\n')
      return
    case '/readyz': {
      const { ready, checks } = readiness()
      response.setHeader('content-type', 'application/json')
      answer(response, ready ? 200 : 503, `${JSON.stringify({ ready, ...checks })}\n`)
      return
    }
    case '/metrics':
      response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
      answer(response, 200, metrics())
      return
    default:
      answer(response, 404, 'there are /healthz, /readyz and /metrics\n')
  }
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status
  response.setHeader('cache-control', 'no-store')
  if (!response.hasHeader('content-type')) {
    response.setHeader('content-type', 'text/plain; charset=utf-8')
  }
  response.end(body)
}

/** Gives the code of what went wrong, if anything did. */
function listening(server: Server, host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Stays for the life of the server: running out of descriptors is reported here too, and passes.
    server.on('error', (error) => resolve('code' in error ? String(error.code) : error.name))
    server.listen({ host, port, ipv6Only: isIPv6(host) }, () => resolve(undefined))
  })
}

/** The second address may be missing; of a port that was picked, it may also belong to somebody else. */
function isDispensable(host: string, code: string, wantedPort: number): boolean {
  const missing = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
  return isIPv6(host) && (missing || (wantedPort === 0 && code === 'EADDRINUSE'))
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function explained(code: string, port: number): StartError {
  const reason =
    code === 'EADDRINUSE'
      ? 'another program uses it; stop that or choose another'
      : `the system says ${code}; choose another`
  return new StartError(`Cannot answer on the port of --health-port, ${port}: ${reason}.`)
}

function closeAll(servers: readonly Server[]): void {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
}
