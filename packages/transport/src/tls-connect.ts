import { isIP } from 'node:net'
import { type ConnectionOptions, connect, type SecureContext, type TLSSocket } from 'node:tls'
import { systemClock } from '@atnet/runtime'
import type { ByteStream } from './byte-stream.ts'
import { explainConnecting } from './connect-problem.ts'
import { keepAliveMs } from './limits.ts'
import { ConnectError, type ConnectOptions } from './network.ts'
import { peerCertificate } from './peer-certificate.ts'
import { PemError } from './pem.ts'
import { socketStream } from './socket-stream.ts'
import { alpnProtocol } from './tls-settings.ts'

/**
 * Opens a TLS connection to a host whose certificate chains to the trust and names exactly that host
 * (transport.connect.verified). Offers the protocol by ALPN, and tries once more without to a server that knows only
 * others. Name resolution, TCP and TLS share one deadline. Throws `ConnectError`.
 */
export async function connectTls(
  options: ConnectOptions,
  contextFor: (
    identity: ConnectOptions['identity'],
    trust: ConnectOptions['trust'],
  ) => SecureContext,
): Promise<ByteStream> {
  const context = usableContext(options, contextFor)
  const startedAt = systemClock.now()
  try {
    return await attempt(options, context, [alpnProtocol])
  } catch (error) {
    if (!isAlpnRefusal(error)) {
      throw error
    }
    const deadlineMs = options.deadlineMs - Math.max(0, systemClock.now() - startedAt)
    return await attempt({ ...options, deadlineMs }, context, [])
  }
}

async function attempt(
  options: ConnectOptions,
  context: SecureContext,
  protocols: readonly string[],
): Promise<ByteStream> {
  if (options.signal?.aborted === true) {
    throw aborted(options)
  }
  const socket = begin(options, context, protocols)
  socket.setNoDelay(true)
  socket.setKeepAlive(true, keepAliveMs)
  await secured(socket, options)
  const certificate = socket.getPeerX509Certificate()
  return socketStream(socket, certificate === undefined ? undefined : peerCertificate(certificate))
}

/** The alert of RFC 7301 for a server that speaks none of the protocols offered. */
function isAlpnRefusal(error: unknown): boolean {
  const cause = error instanceof ConnectError ? error.cause : undefined
  return (
    cause instanceof Error &&
    'code' in cause &&
    cause.code === 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'
  )
}

function begin(
  options: ConnectOptions,
  secureContext: SecureContext,
  protocols: readonly string[],
): TLSSocket {
  const { host, port } = options
  if (host === '') {
    // Node would take it for this machine.
    throw new ConnectError('unresolved', `Cannot connect to port ${port}: no host was given`)
  }
  // The types of Node leave out that sockets for TLS can stay open for sending, too.
  const settings: ConnectionOptions & { readonly allowHalfOpen: boolean } = {
    host,
    port,
    // An address is no server name: it is not sent, but still verified against the certificate's addresses.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    secureContext,
    ...(protocols.length === 0 ? {} : { ALPNProtocols: [...protocols] }),
    allowHalfOpen: true,
  }
  try {
    return connect(settings)
  } catch (error) {
    // A port outside 0 to 65535 is refused before anything is tried.
    throw explainConnecting(error, options)
  }
}

function usableContext(
  { host, port, identity, trust }: ConnectOptions,
  contextFor: (
    identity: ConnectOptions['identity'],
    trust: ConnectOptions['trust'],
  ) => SecureContext,
): SecureContext {
  try {
    return contextFor(identity, trust)
  } catch (cause) {
    const kind = cause instanceof PemError ? cause.part : 'identity'
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ConnectError(kind, `Cannot connect to ${host}:${port}: ${reason}`, { cause })
  }
}

/** Resolves when the handshake is done and the other end verified; until then every failure ends the socket. */
function secured(socket: TLSSocket, options: ConnectOptions): Promise<void> {
  const { host, port, deadlineMs, signal } = options
  return new Promise((resolve, reject) => {
    const deadline = systemClock.after(deadlineMs, () => {
      fail(new ConnectError('timeout', `No connection to ${host}:${port} within ${deadlineMs} ms`))
    })
    function settle(): void {
      deadline.cancel()
      signal?.removeEventListener('abort', onAbort)
      socket.off('secureConnect', onSecure)
      socket.off('error', onError)
      socket.off('close', onClose)
    }
    function fail(error: ConnectError): void {
      settle()
      // Whatever the socket still has to say about its end has no reader.
      socket.on('error', () => undefined)
      socket.destroy()
      reject(error)
    }
    function onSecure(): void {
      settle()
      resolve()
    }
    function onError(error: Error): void {
      // Node fills this in before it reports the error, whatever its types say.
      fail(explainConnecting(error, options, Boolean(socket.authorizationError)))
    }
    function onClose(): void {
      fail(new ConnectError('handshake', `${host}:${port} hung up before a connection came about`))
    }
    function onAbort(): void {
      fail(aborted(options))
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    socket.on('secureConnect', onSecure)
    socket.on('error', onError)
    socket.on('close', onClose)
  })
}

function aborted({ host, port, signal }: ConnectOptions): ConnectError {
  return new ConnectError('aborted', `Connecting to ${host}:${port} was called off`, {
    cause: signal?.reason,
  })
}
