/** What a certificate says about whoever holds its key. */
export type PeerCertificate = {
  /** The distinguished name on one line, as `/C=GB/CN=alice.example`. */
  readonly subject: string
  /** The common name, when there is exactly one. */
  readonly commonName: string | undefined
  /** Every DNS name and IP address of the subject alternative names, as written there. */
  readonly names: readonly string[]
}

/** Where the other end of a stream is. */
export type RemoteAddress = { readonly address: string; readonly port: number }

/**
 * Bytes both ways between two programs, whatever carries them. No event and no error ever escapes
 * other than through what is listed here (transport.stream.contained).
 */
export type ByteStream = {
  /**
   * What the other end sends. One consumer at a time; bytes not yet consumed hold the sender back.
   * Ends when the other end has finished sending, or when this end has ended or destroyed the
   * stream; throws `StreamError` when the connection breaks.
   */
  readonly incoming: AsyncIterable<Uint8Array>
  /**
   * Sends `data` as one write, in order. `undefined` when there is room for more; otherwise a promise
   * to wait for before sending more. The promise rejects with `StreamError` when the stream is closed;
   * nobody has to wait for it.
   */
  readonly send: (data: string | Uint8Array) => Promise<void> | undefined
  /** Resolves when all that was sent has left this program; rejects as `send` does. */
  readonly flushed: () => Promise<void>
  /**
   * Bytes sent that have not left this program: large when the other end reads slowly. Far beyond what one answer
   * takes, the next `send` cuts the connection (transport.stream.slow-reader).
   */
  readonly queuedBytes: number
  /**
   * Lets everything sent leave, says that nothing follows, discards what still comes in, and resolves when
   * the stream is closed. Never rejects; gives up after a bounded time (transport.stream.linger).
   */
  readonly end: () => Promise<void>
  /** Closes at once; what was not sent yet is lost. */
  readonly destroy: () => void
  /** Resolves when the stream is closed, however that came about. */
  readonly closed: Promise<void>
  readonly remote: RemoteAddress
  /**
   * The other end's certificate, if it gave one and it was verified: always for the end that connected; for the
   * end that accepted, only when certificates are requested and one that chains to the trust was presented.
   */
  readonly certificate: PeerCertificate | undefined
}

/** Why a stream can no longer be used. */
export type StreamErrorKind = 'closed' | 'reset' | 'slowReader' | 'twoConsumers'

/** A stream broke, or was used after its end. */
export class StreamError extends Error {
  readonly kind: StreamErrorKind

  constructor(kind: StreamErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StreamError'
    this.kind = kind
  }
}
