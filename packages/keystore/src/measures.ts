import type { Metrics } from '@atnet/runtime'
import type { MeasuredBatch } from './batches.ts'

/** Counts the batches of a store: how many, how large, and how long the disk takes (storage.measured). */
export function measureBatches(metrics: Metrics): (batch: MeasuredBatch) => void {
  const count = metrics.counter({
    name: 'atnet_store_batches_total',
    help: 'Transactions that reached the disk (kept) or never will (lost).',
    labels: { outcome: ['kept', 'lost'] },
  })
  const noteWrites = metrics.histogram({
    name: 'atnet_store_batch_writes',
    help: 'Writes that shared one transaction.',
    bounds: [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024],
  })
  const noteSeconds = metrics.histogram({
    name: 'atnet_store_commit_seconds',
    help: 'How long the disk took for one transaction, seconds.',
    bounds: [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  })
  return (batch) => {
    count({ outcome: batch.outcome })
    noteWrites(batch.writes)
    if (batch.outcome === 'kept') {
      noteSeconds(batch.seconds)
    }
  }
}
