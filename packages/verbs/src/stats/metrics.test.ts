import { describe, expect, it } from 'vitest'
import { connectionDetail, connectionSummary } from './connections.ts'
import { METRICS, sizeInUnits } from './metrics.ts'
import type { ConnectionFigure } from './statistics.ts'

describe('the figures', () => {
  it('have the ids and names that clients ask for (house.stats.metrics)', () => {
    expect(METRICS.map(({ id, name }) => `${id} ${name}`)).toEqual([
      '1 activeInboundConnections',
      '2 activeOutboundConnections',
      '3 lastCommitID',
      '4 secondaryStorageSize',
      '5 topAtSigns',
      '6 topKeys',
      '7 secondaryServerVersion',
      '8 LastLoggedInDatetime',
      '9 diskSize',
      '10 LastPkam',
      '11 NotificationCount',
      '12 CommitLogCompactionStats',
      '13 AccessLogCompactionStats',
      '14 NotificationCompactionStats',
      '15 LatestCommitEntryOfEachKey',
      '16 activeInboundConnectionsSummary',
      '17 activeInboundConnectionsDetailed',
    ])
  })

  it.each([
    [0, { size: '0', unit: 'B' }],
    [1, { size: '1.00', units: 'B' }],
    [1_023, { size: '1023.00', units: 'B' }],
    [1_024, { size: '1.00', units: 'KB' }],
    [33_868, { size: '33.07', units: 'KB' }],
    [1_048_576, { size: '1.00', units: 'MB' }],
    [2 ** 52, { size: '4096.00', units: 'TB' }],
  ])('tell %d bytes as %o (house.stats.disk-size)', (bytes, told) => {
    expect(sizeInUnits(bytes)).toEqual(told)
  })

  it('count and list connections by whose they are (house.stats.connections)', () => {
    const times = { createdAt: 0, lastAccessedAt: 1_500 }
    const connections: readonly ConnectionFigure[] = [
      { group: 'anon', from: '127.0.0.1', ...times },
      { group: 'self', from: '@alice', ...times },
      { group: 'anon', from: '::1', ...times },
    ]
    const told = { created: '1970-01-01 00:00:00.000Z', lastAccessed: '1970-01-01 00:00:01.500Z' }
    expect(connectionSummary(connections)).toEqual({ total: 3, self: 1, other: 0, anon: 2 })
    expect(connectionDetail(connections)).toEqual({
      total: 3,
      self: { count: 1, list: [{ from: '@alice', ...told }] },
      other: { count: 0, list: [] },
      anon: {
        count: 2,
        list: [
          { from: '127.0.0.1', ...told },
          { from: '::1', ...told },
        ],
      },
    })
  })
})
