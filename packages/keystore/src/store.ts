import type { Clock, Log, Metrics } from '@atnet/runtime'
import { type OpenAccessLog, openAccessLog } from './access-log.ts'
import { Batches } from './batches.ts'
import { ACCESS_LOG_UNSAVED, reasonOf } from './events.ts'
import { closedFault, lostFault } from './faults.ts'
import type { Keystore } from './keystore.ts'
import { maxAccessRows } from './limits.ts'
import { measureBatches } from './measures.ts'
import { readerOf } from './reader.ts'
import type { Storage } from './storage.ts'
import { transactionOn } from './transaction.ts'

/** What a keystore is told of the program around it. */
export type Surroundings = {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

/** A keystore over a storage, which it closes in the end. */
export function keystoreOver(storage: Storage, { clock, log, metrics }: Surroundings): Keystore {
  let closing: Promise<void> | undefined
  const access = openAccessLog(storage.loadAccess(maxAccessRows), { clock, save: saveAccess })
  const batches = new Batches(storage, {
    log,
    beforeCommit: () => storage.saveAccess(access.takeUnsaved(), maxAccessRows),
    measured: measureBatches(metrics),
  })
  const reader = readerOf(storage, () => {
    if (closing !== undefined) {
      throw closedFault()
    }
  })
  const transaction = transactionOn(storage, {
    reader,
    check: () => checkWriting(storage, batches),
    addChars: (chars) => batches.addChars(chars),
  })

  function saveAccess(): void {
    try {
      batches.open()
    } catch (error) {
      log('warn', ACCESS_LOG_UNSAVED, { reason: reasonOf(error) })
    }
  }

  function close(): Promise<void> {
    if (batches.isWriting) {
      return Promise.reject(new Error('a keystore cannot be closed by the work of a write'))
    }
    closing ??= closeAll({ storage, batches, access, saveAccess })
    return closing
  }

  return {
    reader,
    write: (work) => batches.write(() => work(transaction)),
    settled: () => batches.settled,
    accessLog: access,
    sizeBytes: () => {
      if (closing !== undefined) {
        throw closedFault()
      }
      return storage.sizeBytes()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function checkWriting(storage: Storage, batches: Batches): void {
  if (!batches.isWriting) {
    throw new Error('a transaction is over when the work it was given to returns')
  }
  // Work that swallowed a failure may go on, but then outside of any transaction.
  if (!storage.inBatch()) {
    throw lostFault(undefined)
  }
}

type Parts = {
  readonly storage: Storage
  readonly batches: Batches
  readonly access: OpenAccessLog
  readonly saveAccess: () => void
}

async function closeAll({ storage, batches, access, saveAccess }: Parts): Promise<void> {
  try {
    saveAccess()
    batches.close()
  } finally {
    access.close()
    storage.close()
  }
}
