import { once } from 'node:events'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { ByteStream, TlsIdentity } from '@atnet/transport'

/** Bytes both ways, with nothing of the protocol. */
export type Wire = {
  /** Each record as it came; ends when the other end closes. */
  readonly incoming: AsyncIterable<Uint8Array>
  readonly send: (data: string | Uint8Array) => void
  /** Resolves when there is room for more. */
  readonly drained: () => Promise<void>
  readonly destroy: () => void
}

/** A wire that can finish sending and go on to read. */
export type TlsWire = Wire & { readonly finish: () => void }

/** Where to connect and what to show there. */
export type WireOptions = {
  readonly port: number
  readonly trust: string
  readonly identity?: TlsIdentity | undefined
  /** Options of Node's own TLS that a test is about. */
  readonly tls?: ConnectionOptions
}

/** A connection over Node's own TLS, so that our transport is tested by something that is not it. */
export async function tlsWire({ port, trust, identity, tls }: WireOptions): Promise<TlsWire> {
  const socket = connectTls({
    host: 'localhost',
    servername: 'localhost',
    port,
    ca: trust,
    ...(identity === undefined ? {} : { cert: identity.certificate, key: identity.key }),
    ...tls,
  })
  // Whoever reads learns of it; whoever does not need not.
  socket.on('error', () => undefined)
  socket.setNoDelay(true)
  await once(socket, 'secureConnect')
  return {
    incoming: socket,
    send: (data) => void socket.write(data),
    drained: async () => {
      if (socket.writableNeedDrain) {
        await once(socket, 'drain')
      }
    },
    destroy: () => void socket.destroy(),
    finish: () => void socket.end(),
  }
}

/** A connection over one of our networks. */
export function streamWire(stream: ByteStream): Wire {
  return {
    incoming: stream.incoming,
    send: (data) => {
      // A test that goes on after the other end has closed finds out by what it reads.
      stream.send(data)?.catch(() => undefined)
    },
    drained: stream.flushed,
    destroy: stream.destroy,
  }
}
