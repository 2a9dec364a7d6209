import { type Clock, silentLog, silentMetrics } from '@atnet/runtime'
import type { Keystore } from './keystore.ts'
import { memoryStorage } from './memory-storage.ts'
import { keystoreOver } from './store.ts'

/**
 * A keystore in memory, for tests and for networks that need not outlive their process. It behaves
 * as the one on disk does, one turn of the event loop per batch included, and is gone when closed.
 */
export function memoryKeystore({ clock }: { readonly clock: Clock }): Keystore {
  return keystoreOver(memoryStorage(), { clock, log: silentLog, metrics: silentMetrics })
}
