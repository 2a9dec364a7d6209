import { memoryKeystore } from '@atnet/keystore'
import { AtFault, type AtSign, type Metadata, parseAtSign } from '@atnet/protocol-codec'
import { fakeClock } from '@atnet/runtime/testing'
import type { Peers } from '@atnet/verbs'
import { expect, it } from 'vitest'
import { maxRefreshedPeers, maxRefreshPeerMs, refreshStepRecords } from '../limits.ts'
import { refreshCopies } from './cache-refresh.ts'

const owner = parseAtSign('@alice')
const bob = parseAtSign('@bob')

/** Longer than a slice of work may last, milliseconds. */
const tooLongMs = 10

/** Keeps the process busy for longer than that. */
function workForASlice(): void {
  const until = performance.now() + tooLongMs
  while (performance.now() < until) {
    // Nothing but time has to pass.
  }
}

async function copies(entries: Readonly<Record<string, Metadata>>) {
  const clock = fakeClock()
  const store = memoryKeystore({ clock })
  await store.write((transaction) => {
    for (const [key, metadata] of Object.entries(entries)) {
      transaction.put({ key, value: 'old', metadata }, { operation: '*', at: 1 })
    }
  })
  const before = store.reader.lastCommitId()
  const run = async (
    ask: Peers['ask'],
    isStopped = (): boolean => false,
    onPage = (): void => undefined,
  ): Promise<string[]> => {
    const asked: string[] = []
    const peers: Peers = {
      ask: (atSign, line, as) => {
        asked.push(`${line} ${as}`)
        return ask(atSign, line, as)
      },
    }
    const { write, reader } = store
    const keys: typeof reader.keys = (query) => {
      onPage()
      return reader.keys(query)
    }
    const records = { ...reader, keys }
    await refreshCopies({ ...{ owner, records, write, peers, clock, isStopped } })
    return asked
  }
  const valueOf = (key: string): string | null | undefined => store.reader.get(key)?.value
  const written = (): number => (store.reader.lastCommitId() ?? 0) - (before ?? 0)
  return { clock, store, run, valueOf, written }
}

function says(value: string, metaData: Metadata = { ttr: 9 }): Peers['ask'] {
  return () => Promise.resolve(JSON.stringify({ data: value, metaData }))
}

const due = { ttr: 1, refreshAt: 0 }
const key = 'cached:@alice:x.test@bob'

it('asks for what is due, as what it is (data.cache.refresh.due)', async () => {
  const later = Date.UTC(2100, 0)
  const { run } = await copies({
    [key]: due,
    'cached:public:x.test@bob': { ttl: 5 },
    'cached:@alice:ever.test@bob': { ttr: -1 },
    'cached:@alice:fresh.test@bob': { ttr: 1, refreshAt: later },
    'cached:@alice:expired.test@bob': { ...due, expiresAt: 1 },
    'cached:@alice:unborn.test@bob': { ...due, availableAt: later },
    'cached:public:publickey@bob': { ttr: -1 },
    'public:x.test@alice': due,
  })
  expect(await run(says('new'))).toEqual([
    'lookup:all:x.test@bob as-me',
    'lookup:all:x.test@bob anonymous',
  ])
})

it.each<[string, Peers['ask'], string | undefined, number]>([
  ['replaces a copy of another value', says('new'), 'new', 1],
  ['leaves a copy of the same value alone', says('old'), 'old', 0],
  ['ends a copy that is not wanted any more', says('new', {}), undefined, 1],
  [
    'ends a copy of a record that is gone',
    () => Promise.reject(new AtFault('keyNotFound', '')),
    undefined,
    1,
  ],
  ['ends a copy of a record that is no more valid', () => Promise.resolve('null'), undefined, 1],
  [
    'keeps a copy that its origin refuses',
    () => Promise.reject(new AtFault('unauthorized', '')),
    'old',
    0,
  ],
  ['keeps a copy that its origin talks nonsense about', () => Promise.resolve('?'), 'old', 0],
  [
    'keeps a copy whose origin cannot be reached',
    () => Promise.reject(new AtFault('socketError', '')),
    'old',
    0,
  ],
])('%s (data.cache.refresh)', async (_, ask, value, commits) => {
  const { run, valueOf, written } = await copies({ [key]: due })
  await run(ask)
  expect(valueOf(key)).toBe(value)
  expect(written()).toBe(commits)
})

it('does not ask an origin again that cannot be reached (data.cache.refresh)', async () => {
  const entries = Array.from({ length: refreshStepRecords * 2 }, (_, index) => `k${index}.test`)
  const { run } = await copies({
    ...Object.fromEntries(entries.map((name) => [`cached:@alice:${name}@bob`, due])),
    'cached:@alice:z.test@carol': due,
  })
  const asked = await run((atSign) =>
    atSign === bob ? Promise.reject(new AtFault('timeout', '')) : says('new')(atSign, '', 'as-me'),
  )
  expect(asked.toSorted()).toEqual([
    'lookup:all:k0.test@bob as-me',
    'lookup:all:z.test@carol as-me',
  ])
})

it('leaves the rest of a slow origin for the next time (data.cache.refresh)', async () => {
  const keys = Array.from({ length: 100 }, (_, index) => `cached:@alice:k${index}.test@bob`)
  const { run, clock } = await copies(Object.fromEntries(keys.map((each) => [each, due])))
  const stepMs = 4_900
  const asked = await run(async (...question) => {
    clock.advance(stepMs)
    return says('new')(...question)
  })
  expect(asked).toHaveLength(Math.floor(maxRefreshPeerMs / stepMs) + 1)
})

it('asks several origins at once, and one question of each (data.cache.refresh)', async () => {
  const peers = Array.from({ length: maxRefreshedPeers * 2 }, (_, index) => `@peer${index}`)
  const { run } = await copies(
    Object.fromEntries(
      peers.flatMap((peer) => ['a', 'b'].map((name) => [`cached:@alice:${name}.test${peer}`, due])),
    ),
  )
  const inFlight: AtSign[] = []
  let most = 0
  await run(async (atSign, line, as) => {
    expect(inFlight).not.toContain(atSign)
    inFlight.push(atSign)
    most = Math.max(most, inFlight.length)
    await new Promise((resolve) => setImmediate(resolve))
    inFlight.splice(inFlight.indexOf(atSign), 1)
    return says('new')(atSign, line, as)
  })
  expect(most).toBe(maxRefreshedPeers)
})

it('gives others a turn between pages that take long (limit.slice)', async () => {
  const keys = Array.from({ length: refreshStepRecords * 3 }, (_, index) => `k${index}.test`)
  const { run } = await copies(
    Object.fromEntries(keys.map((name) => [`cached:@alice:${name}@bob`, { ttr: -1 }])),
  )
  const events: string[] = []
  let over = false
  function countTurns(): void {
    events.push('turn')
    if (!over) {
      setImmediate(countTurns)
    }
  }
  setImmediate(countTurns)
  await run(
    says('new'),
    () => false,
    () => {
      workForASlice()
      events.push('page')
    },
  )
  over = true
  expect(events.filter((event) => event === 'page').length).toBeGreaterThanOrEqual(3)
  expect(events.join(' ')).not.toMatch(/page page/u)
})

it('asks nobody any more once the server stops', async () => {
  const { run } = await copies({ [key]: due, 'cached:@alice:y.test@bob': due })
  let stopped = false
  const asked = await run(
    (...question) => {
      stopped = true
      return says('new')(...question)
    },
    () => stopped,
  )
  expect(asked).toHaveLength(1)
})
