import type { Keystore } from '@atnet/keystore'
import type { Clock } from '@atnet/runtime'
import { cleanUpStepRecords } from '../limits.ts'

/** Names that a mistake of old clients left behind: a public key without its owner. */
const malformedKeys = ['public:publickey']

/** How copies were once named by mistake: a cached record is `cached:public:`. */
const malformedPrefix = 'public:cached:'

/**
 * Deletes records whose names no client can use (data.start.clean-up). A page is one write, so that
 * everybody else gets a turn between two of them, however many there are.
 */
export async function cleanUp(options: {
  readonly store: Keystore
  readonly clock: Clock
  readonly isStopped: () => boolean
}): Promise<void> {
  const { store, clock, isStopped } = options
  const { reader } = store
  let page = malformedKeys.filter((key) => reader.get(key) !== undefined)
  while (!isStopped()) {
    if (page.length > 0) {
      await removeAll(store, page, clock.now())
    }
    if (isStopped()) {
      return
    }
    page = [...reader.keys({ prefix: malformedPrefix, limit: cleanUpStepRecords }).keys]
    if (page.length === 0) {
      return
    }
  }
}

function removeAll(store: Keystore, keys: readonly string[], at: number): Promise<void> {
  return store.write((transaction) => {
    for (const key of keys) {
      transaction.remove(key, { operation: '-', at })
    }
  })
}
