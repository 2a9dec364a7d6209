import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { bindAll } from './bind.ts'
import type { RemoteAddress } from './byte-stream.ts'
import { ListenError, type Listener, type ListenOptions, type RefusalReason } from './network.ts'
import { peerCertificate } from './peer-certificate.ts'
import { PemError } from './pem.ts'
import { endsOf, openPendingHandshakes, type PendingHandshakes } from './pending-handshakes.ts'
import { socketStream } from './socket-stream.ts'
import { alpnProtocol, tlsSettings } from './tls-settings.ts'
import { nextTurn } from './turn.ts'

/**
 * Accepts TLS connections on one port of several hosts. One TLS server serves all of them and never listens itself:
 * plain sockets are counted first and then handed to it (transport.listen.handshakes).
 */
export async function listenTls(options: ListenOptions): Promise<Listener> {
  const tls = openTls(options)
  const pending = openPendingHandshakes(options)
  const reception: Reception = { options, tls, pending, evictions: 0, open: true }
  tls.on('secureConnection', (socket) => welcome(reception, socket))
  tls.on('tlsClientError', (error, socket) => fail(reception, socket, error))
  const bound = await bindAll(options.hosts, options.port, (socket) => receive(reception, socket))
  const close = async (): Promise<void> => {
    reception.open = false
    bound.close()
    for (const socket of pending.all()) {
      socket.destroy()
    }
    // The kernel gives the port back within the turn of the event loop that closes it.
    await nextTurn()
  }
  return {
    address: { port: bound.port, hosts: bound.hosts },
    close,
    [Symbol.asyncDispose]: close,
    setIdentity: (identity, trust) => {
      // Read before anything is changed: an unreadable one must leave the old one in use.
      const settings = usable(() => tlsSettings(identity, trust))
      tls.setSecureContext(settings)
    },
  }
}

/** What a listener knows about connections that are not accepted yet. */
type Reception = {
  readonly options: ListenOptions
  readonly tls: Server
  /** Connections whose handshake is under way. */
  readonly pending: PendingHandshakes
  /** Handshakes we ended ourselves, of which TLS has not told yet. */
  evictions: number
  open: boolean
}

function openTls({
  identity,
  trust,
  requestCertificate,
  handshakeDeadlineMs,
}: ListenOptions): Server {
  return usable(() =>
    createServer({
      ...tlsSettings(identity, trust),
      requestCert: requestCertificate,
      // Judged by `welcome`: Node would also turn away those who present none.
      rejectUnauthorized: false,
      ALPNProtocols: [alpnProtocol],
      handshakeTimeout: handshakeDeadlineMs,
    }),
  )
}

function usable<T>(make: () => T): T {
  try {
    return make()
  } catch (cause) {
    if (cause instanceof PemError) {
      throw new ListenError(cause.part, cause.message, { cause })
    }
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ListenError('identity', `TLS refuses the certificate or key: ${reason}`, { cause })
  }
}

/** Lets a plain socket begin its handshake. */
function receive(reception: Reception, socket: Socket): void {
  const { options, pending, tls } = reception
  socket.on('error', () => socket.destroy())
  const remote = remoteOf(socket)
  if (remote === undefined) {
    refuse(reception, 'handshakeFailed', socket)
    return
  }
  if (options.admit?.(remote) === false) {
    refuse(reception, 'notAdmitted', socket)
    return
  }
  const evicted = pending.add(socket, remote.address)
  if (evicted !== undefined) {
    reception.evictions += 1
    refuse(reception, 'tooManyHandshakes', evicted)
  }
  tls.emit('connection', socket)
}

/** Hands over a connection whose handshake is done, unless its certificate is worthless. */
function welcome(reception: Reception, socket: TLSSocket): void {
  const { options, pending, open } = reception
  pending.delete(endsOf(socket))
  const presented = options.requestCertificate ? socket.getPeerX509Certificate() : undefined
  if (presented !== undefined && !socket.authorized) {
    refuse(reception, 'untrustedCertificate', socket, socket.authorizationError)
    return
  }
  if (!open || socket.destroyed) {
    socket.destroy()
    return
  }
  // Not earlier: a client that leaves in the middle of its handshake must not keep its place.
  socket.allowHalfOpen = true
  const certificate = presented === undefined ? undefined : peerCertificate(presented)
  options.accept({ protocol: 'atProtocol', stream: socketStream(socket, certificate) })
}

function fail(reception: Reception, socket: TLSSocket, error: Error): void {
  // TLS gives no way to know whose end this was, only how many of them are ours and told already.
  if (reception.evictions > 0 && nameOf(error) === 'ECONNRESET') {
    reception.evictions -= 1
    return
  }
  refuse(reception, isTimeout(error) ? 'handshakeTimeout' : 'handshakeFailed', socket, error)
}

function refuse(
  { options }: Reception,
  reason: RefusalReason,
  socket: Socket,
  cause?: Error | string,
): void {
  const remote = remoteOf(socket)
  socket.destroy()
  options.refused?.({ reason, remote, detail: cause === undefined ? '' : nameOf(cause) })
}

function remoteOf({ remoteAddress, remotePort }: Socket): RemoteAddress | undefined {
  return remoteAddress === undefined || remotePort === undefined
    ? undefined
    : { address: remoteAddress, port: remotePort }
}

function isTimeout(error: Error): boolean {
  return nameOf(error) === 'ERR_TLS_HANDSHAKE_TIMEOUT'
}

/** TLS reports an unverified certificate as a bare text, everything else as an error with a code. */
function nameOf(error: Error | string): string {
  return typeof error === 'string' ? error : 'code' in error ? String(error.code) : error.message
}
