/// <reference lib="es2024.promise" />

import type { Log } from '@atnet/runtime'
import { ACCESS_LOG_UNSAVED, BATCH_LOST, reasonOf } from './events.ts'
import { closedFault, lostFault } from './faults.ts'
import { maxBatchChars, maxBatchWrites } from './limits.ts'
import type { Storage } from './storage.ts'

/** Writes of one turn of the event loop, going to disk together. */
type Batch = {
  readonly done: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
  writes: number
  chars: number
}

/** Group commit over a storage. */
export type Batches = {
  /** Runs `work` in the open batch, or in a new one; see `Keystore.write`. */
  readonly write: <T>(work: () => T) => Promise<T>
  /** Opens a batch, if none is open, so that `beforeCommit` gets its turn. */
  readonly open: () => void
  readonly settled: () => Promise<void> | undefined
  /** Whether a `work` is running right now. */
  readonly isWriting: () => boolean
  /** Counts characters towards the size of the open batch. */
  readonly addChars: (chars: number) => void
  /** Puts the open batch on disk now, and takes no other. */
  readonly close: () => void
}

/** Group commit; `beforeCommit` may add to each batch, and its failure costs nobody else a write. */
export function openBatches(
  storage: Storage,
  { log, beforeCommit }: { readonly log: Log; readonly beforeCommit: () => void },
): Batches {
  let current: Batch | undefined
  let isWriting = false
  let isClosed = false

  function join(): Batch {
    if (isClosed) {
      throw closedFault()
    }
    if (isWriting) {
      throw new Error('a write cannot be started by the work of another: use its transaction')
    }
    if (current === undefined) {
      storage.begin()
      const batch = newBatch()
      current = batch
      // After this turn's input has been handled: writes of other connections join until then.
      setImmediate(() => {
        if (current === batch) {
          commit(batch)
        }
      })
    }
    return current
  }

  function run<T>(
    batch: Batch,
    work: () => T,
  ): { readonly value: T } | { readonly error: unknown } {
    isWriting = true
    try {
      return { value: storage.attempt(() => refusePromise(work())) }
    } catch (error) {
      return { error }
    } finally {
      isWriting = false
      batch.writes += 1
    }
  }

  function commit(batch: Batch): void {
    try {
      storage.attempt(beforeCommit)
    } catch (error) {
      log('warn', ACCESS_LOG_UNSAVED, { reason: reasonOf(error) })
    }
    if (!storage.inBatch()) {
      lose(batch, undefined)
      return
    }
    try {
      storage.commit()
      current = undefined
      batch.resolve()
    } catch (error) {
      lose(batch, error)
    }
  }

  function lose(batch: Batch, cause: unknown): void {
    storage.rollback()
    current = undefined
    log('error', BATCH_LOST, { writes: batch.writes, reason: reasonOf(cause) })
    batch.reject(lostFault(cause))
  }

  return {
    open: () => void join(),
    write: async (work) => {
      const batch = join()
      const outcome = run(batch, work)
      if (!storage.inBatch()) {
        lose(batch, 'error' in outcome ? outcome.error : undefined)
      } else if (batch.writes >= maxBatchWrites || batch.chars >= maxBatchChars) {
        commit(batch)
      }
      // A refusal may rest on what the batch wrote before, so it has to wait as well.
      await batch.done
      if ('error' in outcome) {
        throw outcome.error
      }
      return outcome.value
    },
    settled: () => current?.done,
    isWriting: () => isWriting,
    addChars: (chars) => {
      if (current !== undefined) {
        current.chars += chars
      }
    },
    close: () => {
      if (current !== undefined) {
        commit(current)
      }
      isClosed = true
    },
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
