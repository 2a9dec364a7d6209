import type { AccessCount } from '@atnet/keystore'
import { formatTimestamp } from '@atnet/protocol-codec'
import type { Context } from '../context.ts'
import { newestVisibleCommit } from '../sync/newest.ts'
import { connectionDetail, connectionSummary } from './connections.ts'
import { latestCommits } from './latest-commits.ts'

/** A figure's value as it goes into JSON. */
type MetricValue = string | number | object

type Measure = (context: Context, pattern: string | undefined) => MetricValue | Promise<MetricValue>

/** One figure about an atServer. Many are strings that hold JSON: clients parse them once more. */
export type Metric = {
  readonly id: number
  readonly name: string
  /** The value as JSON text, in pieces. */
  readonly json: (
    context: Context,
    pattern: string | undefined,
  ) => readonly string[] | Promise<readonly string[]>
}

/** Every figure, ascending by id (house.stats.metrics). */
export const METRICS: readonly Metric[] = [
  metric(1, 'activeInboundConnections', ({ statistics }) => String(statistics.inbound().length)),
  metric(2, 'activeOutboundConnections', ({ statistics }) => String(statistics.outbound())),
  metric(3, 'lastCommitID', lastCommitId),
  metric(4, 'secondaryStorageSize', ({ statistics }) => statistics.storeBytes()),
  metric(5, 'topAtSigns', ({ statistics, settings }) =>
    ranking(statistics.topAccess('pol', 'atSign', settings.statsTopVisits)),
  ),
  metric(6, 'topKeys', ({ statistics, settings }) =>
    ranking(statistics.topAccess('lookup', 'key', settings.statsTopKeys)),
  ),
  metric(7, 'secondaryServerVersion', ({ settings }) => settings.version),
  metric(8, 'LastLoggedInDatetime', ({ statistics }) => momentOf(statistics.newestAccess())),
  metric(9, 'diskSize', ({ statistics }) => JSON.stringify(sizeInUnits(statistics.storeBytes()))),
  metric(10, 'LastPkam', ({ statistics }) => momentOf(statistics.newestAccess('pkam'))),
  metric(11, 'NotificationCount', ({ statistics, clock }) =>
    JSON.stringify({ ...statistics.notifications(), createdOn: clock.now() }),
  ),
  metric(12, 'CommitLogCompactionStats', (context) => compaction('commitLog', context)),
  metric(13, 'AccessLogCompactionStats', (context) => compaction('accessLog', context)),
  metric(14, 'NotificationCompactionStats', (context) => compaction('notification', context)),
  {
    id: 15,
    name: 'LatestCommitEntryOfEachKey',
    json: (context, pattern) => latestCommits(pattern, context),
  },
  metric(16, 'activeInboundConnectionsSummary', ({ statistics }) =>
    connectionSummary(statistics.inbound()),
  ),
  metric(17, 'activeInboundConnectionsDetailed', ({ statistics }) =>
    connectionDetail(statistics.inbound()),
  ),
]

function metric(id: number, name: string, measure: Measure): Metric {
  return { id, name, json: async (...around) => [JSON.stringify(await measure(...around))] }
}

/** A string, and `null` as one: clients read a number out of it (house.stats.last-commit). */
async function lastCommitId(context: Context, pattern: string | undefined): Promise<MetricValue> {
  return String((await newestVisibleCommit(pattern, context)) ?? null)
}

/** Written by hand: a name must not become anything but a member. */
function ranking(counts: readonly AccessCount[]): string {
  return `{${counts.map(({ name, count }) => `${JSON.stringify(name)}:${count}`).join(',')}}`
}

function momentOf(at: number | undefined): string {
  return at === undefined ? 'Not Available' : formatTimestamp(at)
}

/** What the last run of a compaction noted; `{}` before the first. */
function compaction(
  log: 'commitLog' | 'accessLog' | 'notification',
  { records }: Context,
): MetricValue {
  return records.get(`privatekey:${log}CompactionStats`)?.value ?? '{}'
}

/** `{"size":"33.07","units":"KB"}`; nothing at all is spelt otherwise (house.stats.disk-size). */
export function sizeInUnits(bytes: number): object {
  if (bytes === 0) {
    return { size: '0', unit: 'B' }
  }
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  return { size: (bytes / 1_024 ** step).toFixed(2), units: units[step] }
}
