import { formatTimestamp } from '@atnet/protocol-codec'
import type { ConnectionFigure } from './statistics.ts'

/** How many connections each group has (house.stats.connections). */
export function connectionSummary(all: readonly ConnectionFigure[]): object {
  return { total: all.length, ...perGroup(all, (list) => list.length) }
}

/** The connections of each group one by one (house.stats.connections). */
export function connectionDetail(all: readonly ConnectionFigure[]): object {
  const described = perGroup(all, (list) => ({ count: list.length, list: list.map(rendered) }))
  return { total: all.length, ...described }
}

function perGroup<T>(
  all: readonly ConnectionFigure[],
  describe: (list: readonly ConnectionFigure[]) => T,
): Readonly<Record<ConnectionFigure['group'], T>> {
  const of = (group: ConnectionFigure['group']): T =>
    describe(all.filter((connection) => connection.group === group))
  return { self: of('self'), other: of('other'), anon: of('anon') }
}

function rendered({ from, createdAt, lastAccessedAt }: ConnectionFigure): object {
  const created = formatTimestamp(createdAt)
  return { from, created, lastAccessed: formatTimestamp(lastAccessedAt) }
}
