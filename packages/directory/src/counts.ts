import type { Metrics } from '@atnet/runtime'
import type { RefusalReason } from '@atnet/transport'

/** Counts what happens at a directory; never who asked for what. */
export type DirectoryCounts = {
  readonly connection: () => void
  readonly refusal: (reason: RefusalReason | 'tooManyConnections') => void
  readonly lookup: (outcome: 'found' | 'unknown' | 'failed') => void
}

const refusals: readonly (RefusalReason | 'tooManyConnections')[] = [
  'tooManyConnections',
  'notAdmitted',
  'tooManyHandshakes',
  'handshakeTimeout',
  'handshakeFailed',
  'untrustedCertificate',
]

/** Opens the counters of a directory; `open` tells how many connections there are. */
export function openDirectoryCounts(metrics: Metrics, open: () => number): DirectoryCounts {
  const lookup = metrics.counter({
    name: 'atnet_directory_lookups_total',
    help: 'Questions for an atSign, by what came of them.',
    labels: { outcome: ['found', 'unknown', 'failed'] },
  })
  const opened = metrics.counter({
    name: 'atnet_directory_connections_opened_total',
    help: 'Connections taken in.',
    labels: {},
  })
  const refused = metrics.counter({
    name: 'atnet_directory_connections_refused_total',
    help: 'Connections turned away, by reason.',
    labels: { reason: refusals },
  })
  metrics.readings(
    { name: 'atnet_directory_connections', help: 'Open connections.', labels: {}, kind: 'gauge' },
    () => [{ labels: {}, value: open() }],
  )
  return {
    connection: () => opened({}),
    refusal: (reason) => refused({ reason }),
    lookup: (outcome) => lookup({ outcome }),
  }
}
