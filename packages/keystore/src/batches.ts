/// <reference lib="es2024.promise" />

import type { Log } from '@atnet/runtime'
import { ACCESS_LOG_UNSAVED, BATCH_LOST, reasonOf } from './events.ts'
import { closedFault, lostFault } from './faults.ts'
import { maxBatchChars, maxBatchTurns, maxBatchWrites } from './limits.ts'
import type { Storage } from './storage.ts'

/** Writes of one turn of the event loop, going to disk together. */
type Batch = {
  readonly done: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
  writes: number
  chars: number
}

/** What figures are made of: a batch that is on disk, and how long that took, or one that never will be. */
export type MeasuredBatch =
  | { readonly writes: number; readonly outcome: 'kept'; readonly seconds: number }
  | { readonly writes: number; readonly outcome: 'lost' }

type Outcome<T> = { readonly value: T } | { readonly error: unknown }

/** Group commit over a storage (storage.batch.group-commit). */
export class Batches {
  readonly #storage: Storage
  readonly #log: Log
  readonly #beforeCommit: () => void
  readonly #measured: (batch: MeasuredBatch) => void
  #current: Batch | undefined
  #isWriting = false
  #isClosed = false

  /** `beforeCommit` may add to each batch; its failure costs nobody a write. */
  constructor(
    storage: Storage,
    options: {
      readonly log: Log
      readonly beforeCommit: () => void
      readonly measured: (batch: MeasuredBatch) => void
    },
  ) {
    this.#storage = storage
    this.#log = options.log
    this.#beforeCommit = options.beforeCommit
    this.#measured = options.measured
  }

  /** Whether a `work` is running right now. */
  get isWriting(): boolean {
    return this.#isWriting
  }

  /** See `Keystore.settled`. */
  get settled(): Promise<void> | undefined {
    return this.#current?.done
  }

  /** Runs `work` in the open batch, or in a new one; see `Keystore.write`. */
  async write<T>(work: () => T): Promise<T> {
    const batch = this.open()
    const outcome = this.#run(batch, work)
    if (!this.#storage.inBatch()) {
      this.#lose(batch, 'error' in outcome ? outcome.error : undefined)
    } else if (batch.writes >= maxBatchWrites || batch.chars >= maxBatchChars) {
      this.#commit(batch)
    }
    // A refusal may rest on what the batch wrote before, so it has to wait as well.
    await batch.done
    if ('error' in outcome) {
      throw outcome.error
    }
    return outcome.value
  }

  /** The open batch, opened now if there was none. */
  open(): Batch {
    if (this.#isClosed) {
      throw closedFault()
    }
    if (this.#isWriting) {
      throw new Error('a write cannot be started by the work of another: use its transaction')
    }
    if (this.#current !== undefined) {
      return this.#current
    }
    this.#storage.begin()
    const batch = newBatch()
    this.#current = batch
    this.#commitAfterTurn(batch, 0)
    return batch
  }

  /**
   * Writes of other connections join until this turn's input has been handled, and for as long as
   * each further turn brings more of them, within bounds: a commit costs much the same for one as
   * for many. A turn that brings none waits for nothing.
   */
  #commitAfterTurn(batch: Batch, turns: number): void {
    const { writes } = batch
    setImmediate(() => {
      if (this.#current !== batch) {
        return
      }
      if (batch.writes > writes && turns < maxBatchTurns) {
        this.#commitAfterTurn(batch, turns + 1)
      } else {
        this.#commit(batch)
      }
    })
  }

  /** Counts characters towards the size of the open batch. */
  addChars(chars: number): void {
    if (this.#current !== undefined) {
      this.#current.chars += chars
    }
  }

  /** Puts the open batch on disk now, and takes no other. */
  close(): void {
    if (this.#current !== undefined) {
      this.#commit(this.#current)
    }
    this.#isClosed = true
  }

  #run<T>(batch: Batch, work: () => T): Outcome<T> {
    this.#isWriting = true
    try {
      return { value: this.#storage.attempt(() => refusePromise(work())) }
    } catch (error) {
      return { error }
    } finally {
      this.#isWriting = false
      batch.writes += 1
    }
  }

  #commit(batch: Batch): void {
    try {
      this.#storage.attempt(this.#beforeCommit)
    } catch (error) {
      this.#log('warn', ACCESS_LOG_UNSAVED, { reason: reasonOf(error) })
    }
    try {
      if (!this.#storage.inBatch()) {
        throw lostFault(undefined)
      }
      const startedAt = performance.now()
      this.#storage.commit()
      const seconds = (performance.now() - startedAt) / 1_000
      this.#current = undefined
      batch.resolve()
      this.#measured({ writes: batch.writes, outcome: 'kept', seconds })
    } catch (error) {
      this.#lose(batch, error)
    }
  }

  #lose(batch: Batch, cause: unknown): void {
    this.#storage.rollback()
    this.#current = undefined
    this.#log('error', BATCH_LOST, { writes: batch.writes, reason: reasonOf(cause) })
    batch.reject(lostFault(cause))
    this.#measured({ writes: batch.writes, outcome: 'lost' })
  }
}

function newBatch(): Batch {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Nobody need be waiting, as when a batch holds nothing but access log rows.
  promise.catch(() => undefined)
  return { done: promise, resolve, reject, writes: 0, chars: 0 }
}

/** A promise would outlive the transaction, so `work` may not give one. */
function refusePromise<T>(value: T): T {
  if (typeof value === 'object' && value !== null && 'then' in value) {
    Promise.resolve(value).catch(() => undefined)
    throw new TypeError('the work of a write must be synchronous, and gave a promise')
  }
  return value
}
