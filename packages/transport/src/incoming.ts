import { StreamError } from './byte-stream.ts'
import { incomingHighWaterBytes, incomingHighWaterChunks } from './limits.ts'

/** Told when the consumer has fallen behind, and when it has caught up. */
export type Flow = { readonly pause: () => void; readonly resume: () => void }

type Next = IteratorResult<Uint8Array, undefined>

type Waiter = {
  readonly resolve: (result: Next) => void
  readonly reject: (error: StreamError) => void
}

const done: Next = { done: true, value: undefined }

/**
 * The receiving half of a stream: filled by whatever carries the bytes, emptied by one consumer at a time
 * (transport.stream.back-pressure).
 */
export class Incoming {
  readonly chunks: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => this.#takeOver(),
  }
  readonly #flow: Flow
  readonly #waiting: Uint8Array[] = []
  #bytes = 0
  #paused = false
  #taken = false
  /** What comes after the last chunk: nothing yet, the end, or an error that is told once. */
  #ending: 'open' | 'ended' | StreamError = 'open'
  #waiter: Waiter | undefined

  constructor(flow: Flow) {
    this.#flow = flow
  }

  /** Bytes not consumed yet. */
  get bytes(): number {
    return this.#bytes
  }

  /** Adds a chunk; ignored after the end. */
  push(chunk: Uint8Array): void {
    if (this.#ending !== 'open' || chunk.length === 0) {
      return
    }
    const waiter = this.#claim()
    if (waiter !== undefined) {
      waiter.resolve({ done: false, value: chunk })
      return
    }
    this.#waiting.push(chunk)
    this.#bytes += chunk.length
    const full =
      this.#bytes >= incomingHighWaterBytes || this.#waiting.length >= incomingHighWaterChunks
    if (!this.#paused && full) {
      this.#paused = true
      this.#flow.pause()
    }
  }

  /** Nothing follows; what is there can still be consumed. */
  end(): void {
    this.#finish('ended')
  }

  /** As `end`, but the consumer then gets `error`. */
  fail(error: StreamError): void {
    this.#finish(error)
  }

  /** Nothing follows, and what is there is dropped. */
  discard(): void {
    this.#waiting.length = 0
    this.#bytes = 0
    this.#finish('ended')
    this.#ending = 'ended'
    this.#wake()
  }

  #takeOver(): AsyncIterator<Uint8Array, undefined> {
    if (this.#taken) {
      throw new StreamError('twoConsumers', 'Only one consumer may read a stream at a time')
    }
    this.#taken = true
    return {
      next: () => this.#next(),
      return: () => {
        this.#taken = false
        this.#claim()?.resolve(done)
        return Promise.resolve(done)
      },
    }
  }

  #next(): Promise<Next> {
    const chunk = this.#waiting.shift()
    if (chunk !== undefined) {
      this.#bytes -= chunk.length
      this.#wake()
      return Promise.resolve({ done: false, value: chunk })
    }
    return new Promise((resolve, reject) => {
      if (this.#ending !== 'open') {
        this.#settle({ resolve, reject })
      } else if (this.#waiter === undefined) {
        this.#waiter = { resolve, reject }
      } else {
        reject(new StreamError('twoConsumers', 'The next chunk is already being waited for'))
      }
    })
  }

  #finish(how: 'ended' | StreamError): void {
    if (this.#ending !== 'open') {
      return
    }
    this.#ending = how
    const waiter = this.#claim()
    if (waiter !== undefined) {
      this.#settle(waiter)
    }
  }

  #settle({ resolve, reject }: Waiter): void {
    if (this.#ending instanceof StreamError) {
      const error = this.#ending
      this.#ending = 'ended'
      reject(error)
    } else {
      resolve(done)
    }
  }

  #claim(): Waiter | undefined {
    const waiter = this.#waiter
    this.#waiter = undefined
    return waiter
  }

  #wake(): void {
    const calm =
      this.#bytes < incomingHighWaterBytes / 2 && this.#waiting.length < incomingHighWaterChunks / 2
    if (this.#paused && calm) {
      this.#paused = false
      this.#flow.resume()
    }
  }
}
