import type { ByteStream, RemoteAddress } from './byte-stream.ts'

/** A certificate chain and its private key, both PEM: the leaf first, then what signed it. */
export type TlsIdentity = { readonly certificate: string; readonly key: string }

/** A connection that has come in, and the protocol its two ends agreed on. */
export type Accepted = { readonly protocol: 'atProtocol'; readonly stream: ByteStream }

/** Why a connection was turned away before it was accepted. */
export type RefusalReason =
  | 'notAdmitted'
  | 'tooManyHandshakes'
  | 'handshakeTimeout'
  | 'handshakeFailed'
  | 'untrustedCertificate'

/** A connection that was turned away: for logs and counters, nobody has to act on it. */
export type Refusal = {
  readonly reason: RefusalReason
  readonly remote: RemoteAddress | undefined
  /** What the TLS library or the operating system called it. */
  readonly detail: string
}

/** Where and how to listen. */
export type ListenOptions = {
  /**
   * IP addresses or names to listen on, all on one port. An IPv6 address that this machine does not have is left
   * out as long as another host could be bound.
   */
  readonly hosts: readonly string[]
  /** The port; 0 picks one that is free on all hosts. */
  readonly port: number
  readonly identity: TlsIdentity
  /** Authorities that may vouch for client certificates, PEM; `undefined` for those Node trusts. */
  readonly trust: string | undefined
  /** Ask clients for a certificate. None is fine; one that does not chain to `trust` ends the connection. */
  readonly requestCertificate: boolean
  /** How long a client may take from TCP connection to finished handshake. */
  readonly handshakeDeadlineMs: number
  /** Handshakes under way at once; beyond, the oldest of the address with the most ends. 512 unless given. */
  readonly maxPendingHandshakes?: number
  /** The same from any one address, whose own oldest ends. 256 unless given. */
  readonly maxPendingHandshakesPerAddress?: number
  /** Takes over a connection that is ready to use. Must not throw. */
  readonly accept: (accepted: Accepted) => void
  /** Asked before anything is spent on a connection: `false` drops it without a byte. */
  readonly admit?: (remote: RemoteAddress) => boolean
  /** Told of every connection that did not reach `accept`. */
  readonly refused?: (refusal: Refusal) => void
}

/** Something that accepts connections. */
export type Listener = {
  /** The port in use, and the hosts bound (`hosts` of the options, less what this machine lacks). */
  readonly address: { readonly port: number; readonly hosts: readonly string[] }
  /** Stops accepting and drops unfinished handshakes; accepted streams go on. The port is free afterwards. */
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
  /**
   * Uses another certificate and trust for connections from now on. Throws `ListenError('identity' | 'trust')`
   * and changes nothing when they are unusable.
   */
  readonly setIdentity: (identity: TlsIdentity, trust: string | undefined) => void
}

/** Where and how to connect. */
export type ConnectOptions = {
  /** A name or IP address, without brackets. The other end's certificate must name exactly this. */
  readonly host: string
  readonly port: number
  /** Shown when the other end asks for a certificate. */
  readonly identity?: TlsIdentity
  /**
   * Authorities the other end's certificate must chain to, PEM; `undefined` for those Node trusts: the public ones,
   * `NODE_EXTRA_CA_CERTS`, and with `NODE_USE_SYSTEM_CA=1` those of the operating system.
   */
  readonly trust: string | undefined
  /** Covers name resolution, TCP and TLS together. */
  readonly deadlineMs: number
  readonly signal?: AbortSignal
}

/** A way to reach other programs and to be reached. */
export type Network = {
  /** Starts to accept connections. Throws `ListenError`. */
  readonly listen: (options: ListenOptions) => Promise<Listener>
  /** Opens a verified connection. Throws `ConnectError`. */
  readonly connect: (options: ConnectOptions) => Promise<ByteStream>
}

/** Why no connection came about. */
export type ConnectErrorKind =
  /** Nobody listens there. */
  | 'refused'
  /** No way leads to the host. */
  | 'unreachable'
  /** The name has no address. */
  | 'unresolved'
  | 'timeout'
  /** The certificate does not chain to the trust, or is out of date. */
  | 'untrusted'
  /** The certificate is for another host. */
  | 'wrongName'
  /** No TLS came about: another protocol, or the other end broke off. */
  | 'handshake'
  /** Our own certificate or key is unusable. */
  | 'identity'
  /** The trusted certificates cannot be read. */
  | 'trust'
  | 'aborted'

/** A connection could not be opened; the message names host and port and says why. */
export class ConnectError extends Error {
  readonly kind: ConnectErrorKind

  constructor(kind: ConnectErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConnectError'
    this.kind = kind
  }
}

/** Why nothing can be accepted. */
export type ListenErrorKind =
  | 'inUse'
  | 'forbidden'
  | 'noSuchAddress'
  | 'identity'
  | 'trust'
  | 'failed'

/** A listener could not be opened; the message says why and what to do. */
export class ListenError extends Error {
  readonly kind: ListenErrorKind

  constructor(kind: ListenErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ListenError'
    this.kind = kind
  }
}
