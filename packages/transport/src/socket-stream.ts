import type { TLSSocket } from 'node:tls'
import { systemClock } from '@atnet/runtime'
import { type ByteStream, type PeerCertificate, StreamError } from './byte-stream.ts'
import { Incoming } from './incoming.ts'
import { endFlushMs, endLingerMs, maxCorkedLength, maxQueuedBytes } from './limits.ts'
import { corkForTurn } from './turn-writes.ts'
import { openWaiters, type Waiters } from './waiters.ts'

/** What a stream over a socket keeps track of. */
type Life = {
  readonly socket: TLSSocket
  readonly incoming: Incoming
  readonly drained: Waiters
  readonly flushed: Waiters
  /** No more may be sent: this end has ended or destroyed the stream. */
  sealed: boolean
  /** The other end has finished sending. */
  finished: boolean
}

/**
 * Makes a `ByteStream` of a socket whose handshake is done. The socket must have been made with
 * `allowHalfOpen`, so that answers still leave after the other end has finished sending (transport.stream.half-close).
 */
export function socketStream(
  socket: TLSSocket,
  certificate: PeerCertificate | undefined,
): ByteStream {
  const life: Life = {
    socket,
    incoming: new Incoming({ pause: () => socket.pause(), resume: () => socket.resume() }),
    drained: openWaiters(),
    flushed: openWaiters(),
    sealed: false,
    finished: false,
  }
  const closed = watch(life)
  const remote = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
  // One function for all writes: a closure for each would cost on the busiest path there is.
  const onWritten = (): void => {
    if (socket.writableLength === 0) {
      life.flushed.resolve()
    }
  }
  return {
    incoming: life.incoming.chunks,
    send: (data) => send(life, data, onWritten),
    flushed: () => {
      const error = unusable(life)
      if (error !== undefined) {
        return life.flushed.refuse(error)
      }
      return socket.writableLength === 0 ? Promise.resolve() : life.flushed.wait()
    },
    get queuedBytes() {
      return socket.writableLength
    },
    end: () => {
      end(life)
      return closed
    },
    destroy: () => destroy(life),
    closed,
    remote,
    certificate,
  }
}

/** Turns the socket's events into the state of the stream; the promise resolves when it is closed. */
function watch(life: Life): Promise<void> {
  const { socket, incoming } = life
  let cause: Error | undefined
  socket.on('data', (chunk: Uint8Array) => incoming.push(chunk))
  socket.on('end', () => {
    life.finished = true
    incoming.end()
  })
  socket.on('drain', () => life.drained.resolve())
  socket.on('error', (error: Error) => {
    cause = error
  })
  return new Promise((resolve) => {
    socket.on('close', () => {
      const error = new StreamError('reset', 'The connection broke', { cause })
      if (life.sealed || life.finished) {
        incoming.end()
      } else {
        incoming.fail(error)
      }
      life.drained.reject(error)
      life.flushed.reject(error)
      resolve()
    })
  })
}

function send(
  life: Life,
  data: string | Uint8Array,
  onWritten: () => void,
): Promise<void> | undefined {
  const { socket } = life
  const error = unusable(life)
  if (error !== undefined) {
    return life.drained.refuse(error)
  }
  if (data.length === 0) {
    return undefined
  }
  if (socket.writableLength > maxQueuedBytes) {
    destroy(life)
    return life.drained.refuse(
      new StreamError('slowReader', 'The other end reads too slowly: the connection was cut'),
    )
  }
  if (data.length <= maxCorkedLength) {
    corkForTurn(socket)
  }
  return socket.write(data, onWritten) ? undefined : life.drained.wait()
}

function unusable(life: Life): StreamError | undefined {
  return life.sealed || life.socket.destroyed
    ? new StreamError('closed', 'The connection is closed: nothing more can be sent')
    : undefined
}

function destroy(life: Life): void {
  life.sealed = true
  life.incoming.discard()
  life.socket.destroy()
}

function end(life: Life): void {
  const { socket } = life
  if (life.sealed) {
    return
  }
  life.sealed = true
  life.incoming.discard()
  if (socket.destroyed) {
    return
  }
  const flushing = systemClock.after(endFlushMs, () => socket.destroy())
  socket.on('close', () => flushing.cancel())
  socket.end(() => {
    // Everything is out. A well-behaved other end closes now; one that does not is not waited for long.
    const lingering = systemClock.after(endLingerMs, () => socket.destroy())
    socket.on('close', () => lingering.cancel())
  })
}
