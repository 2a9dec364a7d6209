import { type Keystore, memoryKeystore } from '@atnet/keystore'
import { AtFault, parseAtSign } from '@atnet/protocol-codec'
import { openMetrics } from '@atnet/runtime/operations'
import { fakeClock, memoryLog, seededRandomness } from '@atnet/runtime/testing'
import type { Peers } from '@atnet/verbs'
import { expect, it } from 'vitest'
import { openCounts } from '../counts.ts'
import {
  accessLogCompactionMs,
  cleanUpStepRecords,
  commitLogCompactionMs,
  compactionStepEntries,
  maxJobDelayMs,
} from '../limits.ts'
import { openRuntimeSettings } from '../runtime-settings.ts'
import { openJobs } from './jobs.ts'

const owner = parseAtSign('@alice')

/** There are no copies to ask for. */
const nobody = { ask: () => Promise.reject(new Error('nobody is to be asked')) }

function open(store: Keystore, clock = fakeClock(Date.UTC(2026, 10, 24)), peers: Peers = nobody) {
  const metrics = openMetrics()
  const { log, events } = memoryLog()
  const runtimeSettings = openRuntimeSettings({ inboundLimit: 200 })
  const jobs = openJobs({
    ...{ owner, store, write: store.write, clock, log },
    ...{ peers, runtimeSettings },
    settings: { cacheRefreshHour: 3 },
    randomness: seededRandomness(1),
    counts: openCounts(metrics),
  })
  const runs = (job: string, outcome = 'done'): number =>
    Number(
      metrics
        .expose()
        .split('\n')
        .find((line) => line.startsWith(`atnet_job_runs_total{job="${job}",outcome="${outcome}"}`))
        ?.split(' ')[1],
    )
  return { jobs, clock, events, runs, runtimeSettings }
}

async function fill(store: Keystore, keys: readonly string[]): Promise<void> {
  await store.write((transaction) => {
    for (const key of keys) {
      transaction.put({ key, value: 'v', metadata: {} }, { operation: '*', at: 1 })
    }
  })
}

function numbered(count: number, name: (index: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, index) => name(index))
}

/** Gives everybody else turns until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}

it('notes for stats what each log holds, now and again (data.compaction.recorded)', async () => {
  const clock = fakeClock(Date.UTC(2026, 10, 24))
  const store = memoryKeystore({ clock })
  await fill(
    store,
    numbered(compactionStepEntries * 2, (index) => `k${index}.wavi@alice`),
  )
  store.accessLog.append({ at: 1, atSign: '@bob', verb: 'pol', key: undefined })
  const { runs } = open(store, clock)
  const valueOf = (log: string): unknown =>
    store.reader.get(`privatekey:${log}CompactionStats`)?.value
  clock.advance(accessLogCompactionMs - 1)
  expect(valueOf('accessLog')).toBeUndefined()
  clock.advance(maxJobDelayMs + 1)
  await until(() => runs('accessLog') === 1)
  expect(JSON.parse(String(valueOf('accessLog')))).toEqual({
    atCompactionType: 'AtAccessLog',
    lastCompactionRun: expect.stringMatching(/^2026-11-24 00:15:\d\d\.\d{3}000Z$/u),
    compactionDurationInMills: '0',
    preCompactionEntriesCount: '1',
    postCompactionEntriesCount: '1',
    deletedKeysCount: '0',
  })
  clock.advance(commitLogCompactionMs + maxJobDelayMs)
  await until(() => runs('commitLog') === 1)
  expect(JSON.parse(String(valueOf('commitLog')))).toMatchObject({
    atCompactionType: 'AtCommitLog',
    preCompactionEntriesCount: String(compactionStepEntries * 2),
  })
  await until(() => runs('accessLog') === 2)
  expect(store.reader.commitOf('privatekey:accessLogCompactionStats')).toBeUndefined()
})

it('deletes names that no client can use, page by page (data.start.clean-up)', async () => {
  const clock = fakeClock()
  const store = memoryKeystore({ clock })
  const count = cleanUpStepRecords * 2 + 1
  await fill(store, [
    ...numbered(count, (index) => `public:cached:k${index}.wavi@alice`),
    ...['public:publickey', 'public:publickey@alice', 'cached:public:k.wavi@bob'],
  ])
  const { runs } = open(store, clock)
  await until(() => runs('cleanUp') === 1)
  expect(store.reader.keys({ limit: 10 }).keys).toEqual([
    'cached:public:k.wavi@bob',
    'public:publickey@alice',
  ])
  expect(store.reader.commitOf('public:cached:k0.wavi@alice')?.operation).toBe('-')
})

it('goes on after a failure, and tells of it without a name', async () => {
  const clock = fakeClock()
  const store = memoryKeystore({ clock })
  const { runs, events } = open(store, clock)
  await until(() => runs('cleanUp') === 1)
  await store.close()
  clock.advance(accessLogCompactionMs + maxJobDelayMs)
  await until(() => runs('accessLog', 'failed') === 1)
  expect(events).toEqual([
    { level: 'error', event: 'job.failed', fields: { job: 'accessLog', error: 'AtFault' } },
  ])
  clock.advance(accessLogCompactionMs + maxJobDelayMs)
  await until(() => runs('accessLog', 'failed') === 2)
})

it('does nothing more once stopped', async () => {
  const clock = fakeClock()
  const store = memoryKeystore({ clock })
  await fill(
    store,
    numbered(cleanUpStepRecords + 1, (index) => `public:cached:k${index}.wavi@alice`),
  )
  const { jobs, runs } = open(store, clock)
  await until(() => store.settled() !== undefined)
  const over = jobs.stop()
  await until(() => runs('cleanUp') === 1)
  await over
  clock.advance(commitLogCompactionMs * 3)
  expect(store.settled()).toBeUndefined()
  expect(store.reader.keys({ limit: 10 }).keys).toHaveLength(1)
})

it('refreshes copies when it is told to, and at no other word (data.cache.refresh)', async () => {
  const clock = fakeClock()
  const store = memoryKeystore({ clock })
  await fill(store, ['cached:@alice:x.test@bob'])
  const gone = { ask: () => Promise.reject(new AtFault('keyNotFound', '')) }
  const { runs, runtimeSettings } = open(store, clock, gone)
  runtimeSettings.set('doCacheRefreshNow', 'false')
  runtimeSettings.reset('doCacheRefreshNow')
  runtimeSettings.set('doCacheRefreshNow', 'true')
  await until(() => runs('cacheRefresh') === 1)
  expect(store.reader.get('cached:@alice:x.test@bob')).toBeUndefined()
})

it('looks at a log as often as it is told to, from then on (house.config.settings)', async () => {
  const clock = fakeClock()
  const { runs, runtimeSettings } = open(memoryKeystore({ clock }), clock)
  runtimeSettings.set('accessLogCompactionFrequencyMins', '1')
  clock.advance(60_000 + maxJobDelayMs)
  await until(() => runs('accessLog') === 1)
  runtimeSettings.set('accessLogCompactionFrequencyMins', '100')
  clock.advance(accessLogCompactionMs + maxJobDelayMs)
  runtimeSettings.reset('accessLogCompactionFrequencyMins')
  expect(runs('accessLog')).toBe(1)
  clock.advance(accessLogCompactionMs + maxJobDelayMs)
  await until(() => runs('accessLog') === 2)
})
