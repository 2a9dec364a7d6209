import { systemClock } from '@atnet/runtime'
import {
  type ByteStream,
  type PeerCertificate,
  type RemoteAddress,
  StreamError,
} from './byte-stream.ts'
import { Incoming } from './incoming.ts'
import { endLingerMs, incomingHighWaterBytes, maxQueuedBytes } from './limits.ts'
import { openWaiters, type Waiters } from './waiters.ts'

/** How one end of a pair is seen by itself. */
type EndOptions = {
  readonly remote: RemoteAddress
  readonly certificate: PeerCertificate | undefined
}

/** One end's half of the pair. */
type End = {
  readonly incoming: Incoming
  readonly drained: Waiters
  readonly options: EndOptions
  readonly closed: Promise<void>
  readonly close: () => void
  /** No more may be sent from here. */
  sealed: boolean
  /** Both directions are over. */
  gone: boolean
}

/**
 * Two streams in one program, each the other's other end. Every `send` arrives as one chunk of its own
 * (transport.stream.one-write).
 */
export function memoryPair(
  first: EndOptions,
  second: EndOptions,
): readonly [ByteStream, ByteStream] {
  const a = openEnd(first, () => wake(b))
  const b = openEnd(second, () => wake(a))
  return [streamOf(a, b), streamOf(b, a)]
}

function openEnd(options: EndOptions, consumed: () => void): End {
  let close = (): void => undefined
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  return {
    incoming: new Incoming({ pause: () => undefined, resume: consumed }),
    drained: openWaiters(),
    options,
    closed,
    close,
    sealed: false,
    gone: false,
  }
}

/** The other end has caught up. */
function wake(sender: End): void {
  sender.drained.resolve()
}

function streamOf(own: End, other: End): ByteStream {
  return {
    incoming: own.incoming.chunks,
    send: (data) => send(own, other, data),
    flushed: () =>
      own.sealed
        ? own.drained.refuse(closedError())
        : other.incoming.bytes < incomingHighWaterBytes
          ? Promise.resolve()
          : own.drained.wait(),
    get queuedBytes() {
      return other.incoming.bytes
    },
    end: () => {
      seal(own, other)
      return own.closed
    },
    destroy: () => destroy(own, other),
    closed: own.closed,
    remote: own.options.remote,
    certificate: own.options.certificate,
  }
}

function send(own: End, other: End, data: string | Uint8Array): Promise<void> | undefined {
  if (own.sealed) {
    return own.drained.refuse(closedError())
  }
  if (other.incoming.bytes > maxQueuedBytes) {
    destroy(own, other)
    return own.drained.refuse(
      new StreamError('slowReader', 'The other end reads too slowly: the connection was cut'),
    )
  }
  // A copy: the caller may use its array again at once, as it may with a socket.
  other.incoming.push(typeof data === 'string' ? new TextEncoder().encode(data) : data.slice())
  return other.incoming.bytes < incomingHighWaterBytes ? undefined : own.drained.wait()
}

/** This end has finished: nothing more is sent, and nothing that still comes in is of interest. */
function seal(own: End, other: End): void {
  if (own.sealed) {
    return
  }
  own.sealed = true
  own.incoming.discard()
  other.incoming.end()
  const hangUp = (): void => {
    other.sealed = true
    finish(own)
    finish(other)
  }
  if (other.sealed) {
    hangUp()
  } else {
    // As over a socket: an other end that never finishes is not waited for.
    const lingering = systemClock.after(endLingerMs, hangUp)
    void own.closed.then(() => lingering.cancel())
  }
}

function destroy(own: End, other: End): void {
  const clean = other.sealed
  own.sealed = true
  own.incoming.discard()
  if (!clean) {
    other.incoming.fail(new StreamError('reset', 'The connection broke'))
  }
  other.sealed = true
  finish(own)
  finish(other)
}

function finish(end: End): void {
  if (!end.gone) {
    end.gone = true
    end.drained.reject(closedError())
    end.close()
  }
}

function closedError(): StreamError {
  return new StreamError('closed', 'The connection is closed: nothing more can be sent')
}
