import { StreamError } from './byte-stream.ts'
import { incomingHighWaterBytes, incomingHighWaterChunks } from './limits.ts'

/** Told when the consumer has fallen behind, and when it has caught up. */
export type Flow = { readonly pause: () => void; readonly resume: () => void }

/** The receiving half of a stream: filled by whatever carries the bytes, emptied by one consumer. */
export type Incoming = {
  readonly chunks: AsyncIterable<Uint8Array>
  /** Bytes not consumed yet. */
  readonly bytes: number
  readonly push: (chunk: Uint8Array) => void
  /** Nothing follows; what is there can still be consumed. */
  readonly end: () => void
  /** As `end`, but the consumer then gets `error`. */
  readonly fail: (error: StreamError) => void
  /** Nothing follows, and what is there is dropped. */
  readonly discard: () => void
}

type Waiter = {
  readonly resolve: (result: IteratorResult<Uint8Array, undefined>) => void
  readonly reject: (error: StreamError) => void
}

/** What comes after the last chunk: nothing yet, the end, or an error that is told once. */
type Ending = 'open' | 'ended' | StreamError

/** Turns pushed chunks into an async iterable that holds the sender back (transport.stream.back-pressure). */
export function openIncoming(flow: Flow): Incoming {
  const waiting: Uint8Array[] = []
  let bytes = 0
  let paused = false
  let taken = false
  let ending: Ending = 'open'
  let waiter: Waiter | undefined

  function push(chunk: Uint8Array): void {
    if (ending !== 'open' || chunk.length === 0) {
      return
    }
    if (waiter !== undefined) {
      const { resolve } = waiter
      waiter = undefined
      resolve({ done: false, value: chunk })
      return
    }
    waiting.push(chunk)
    bytes += chunk.length
    if (!paused && (bytes >= incomingHighWaterBytes || waiting.length >= incomingHighWaterChunks)) {
      paused = true
      flow.pause()
    }
  }

  function finish(how: Exclude<Ending, 'open'>): void {
    if (ending !== 'open') {
      return
    }
    ending = how
    const pending = waiter
    waiter = undefined
    if (pending !== undefined) {
      settle(pending)
    }
  }

  function settle({ resolve, reject }: Waiter): void {
    if (ending instanceof StreamError) {
      const error = ending
      ending = 'ended'
      reject(error)
    } else {
      resolve({ done: true, value: undefined })
    }
  }

  function next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const chunk = waiting.shift()
    if (chunk !== undefined) {
      bytes -= chunk.length
      wake()
      return Promise.resolve({ done: false, value: chunk })
    }
    return new Promise((resolve, reject) => {
      if (ending !== 'open') {
        settle({ resolve, reject })
      } else if (waiter !== undefined) {
        reject(new StreamError('twoConsumers', 'The next chunk is already being waited for'))
      } else {
        waiter = { resolve, reject }
      }
    })
  }

  function wake(): void {
    if (
      paused &&
      bytes < incomingHighWaterBytes / 2 &&
      waiting.length < incomingHighWaterChunks / 2
    ) {
      paused = false
      flow.resume()
    }
  }

  function release(): Promise<IteratorResult<Uint8Array, undefined>> {
    taken = false
    const pending = waiter
    waiter = undefined
    pending?.resolve({ done: true, value: undefined })
    return Promise.resolve({ done: true, value: undefined })
  }

  return {
    chunks: {
      [Symbol.asyncIterator]: () => {
        if (taken) {
          throw new StreamError('twoConsumers', 'Only one consumer may read a stream at a time')
        }
        taken = true
        return { next, return: release }
      },
    },
    get bytes() {
      return bytes
    },
    push,
    end: () => finish('ended'),
    fail: finish,
    discard: () => {
      waiting.length = 0
      bytes = 0
      finish('ended')
      ending = 'ended'
      wake()
    },
  }
}
