import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { alice } from '../harness/everywhere.ts'
import { askUntil, figuresOf, healthPortOf } from '../harness/health-port.ts'
import { openInOneProcess } from '../harness/in-one-process.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'
import { memoryOf, tellsMemory } from '../harness/process-memory.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'
import type { TestNetwork } from '../harness/test-network.ts'
import { tlsWire, type Wire } from '../harness/wires.ts'

/** How many ask: a third of them would bring down a server that keeps what they do not read. */
const strangers = 40

/** What the heap of the server may grow to, megabytes. */
const heapMegabytes = 128

/** The longest value there can be, characters. */
const valueChars = 10_200_000

/** What an atServer may take besides its heap: buffers of replies, sockets and TLS. */
const memoryBytes = 384 * 1024 * 1024

/** Lookups that have arrived: answered ones, and those whose answer waits for room. */
function lookupsSeen(figures: ReadonlyMap<string, number>): number {
  const names = [
    'atnet_commands_total{verb="lookup",outcome="done"}',
    'atnet_commands_total{verb="lookup",outcome="refused"}',
    'atnet_replies_waiting{for="others"}',
  ]
  return names.reduce((sum, name) => sum + (figures.get(name) ?? 0), 0)
}

describe('strangers who ask for much and read nothing', () => {
  let network: ProcessNetwork
  let owner: Owner
  const wires: Wire[] = []
  beforeAll(async () => {
    network = await openProcesses({
      atSigns: [alice],
      place: { node: [`--max-old-space-size=${heapMegabytes}`] },
      flags: ['--health-port', '0'],
    })
    owner = await activate(network, alice)
    const client = await logIn(network, owner)
    await client.ask(`update:public:big.test@alice ${'x'.repeat(valueChars)}`)
    await client.ask('update:public:small.test@alice v')
    await client.close()
  })
  afterAll(async () => {
    wires.forEach((wire) => wire.destroy())
    await network[Symbol.asyncDispose]()
  })

  it('hold no more than their share of memory, and keep nobody from being served (limit.reply-bytes)', async () => {
    const port = network.portOf(alice)
    const trust = network.authority.certificate
    while (wires.length < strangers) {
      wires.push(await tlsWire({ port, trust }))
    }
    wires.forEach((wire) => wire.send('lookup:big.test@alice\n'))
    const health = await healthPortOf(network.processOf(alice))
    const figures = await askUntil(
      () => figuresOf(health),
      (each) => lookupsSeen(each) >= strangers,
    )
    expect(figures.get('atnet_reply_bytes{for="others"}')).toBeLessThan(40_000_000)
    const reader = await network.connect({ port })
    expect(await reader.ask('lookup:small.test@alice')).toBe('data:v\n@')
    const client = await logIn(network, owner)
    expect(await client.ask('llookup:public:big.test@alice')).toHaveLength(
      'data:\n@alice@'.length + valueChars,
    )
    expect(await client.ask('update:public:small.test@alice w')).toMatch(/^data:\d+\n@alice@$/u)
    const memory = tellsMemory ? memoryOf(network.pidOf(alice)) : 0
    expect(memory).toBeLessThan(memoryBytes)
    await Promise.all([reader, client].map((each) => each.close()))
  })
})

/** The clock of the servers moves by so much while a chunk of 64 KiB is read at 100 kB/s, milliseconds. */
const chunkMs = 655

/** A stranger who reads as the test wants. */
type Reader = {
  /** Reads what comes next: a piece of a reply. */
  readonly read: () => Promise<number>
  readonly isCutOff: () => Promise<boolean>
  readonly destroy: () => void
}

// limit.slow-reader
describe('a reader of a long reply', () => {
  let network: TestNetwork
  const readers: Reader[] = []
  beforeAll(async () => {
    network = await openInOneProcess({ atSigns: [alice] })
    const client = await logIn(network, await activate(network, alice))
    await client.ask(`update:public:big.test@alice ${'x'.repeat(valueChars)}`)
    await client.close()
  })
  afterEach(() => {
    readers.splice(0).forEach((reader) => reader.destroy())
  })
  afterAll(() => network[Symbol.asyncDispose]())

  function pass(ms: number): void {
    network.advance?.(ms)
  }

  async function ask(): Promise<Reader> {
    const stream = await network.network.connect({
      ...{ host: 'localhost', port: network.portOf(alice), deadlineMs: 5_000 },
      trust: network.authority.certificate,
    })
    const chunks: AsyncIterator<Uint8Array, undefined> = stream.incoming[Symbol.asyncIterator]()
    const closed = stream.closed.then(() => true)
    const reader = {
      read: async () => lengthOf(await chunks.next()),
      isCutOff: () => Promise.race([closed, settled().then(() => false)]),
      destroy: stream.destroy,
    }
    readers.push(reader)
    await reader.read()
    await stream.send('lookup:big.test@alice\n')
    return reader
  }

  it('gets all of it at 100 kB a second', async () => {
    const reader = await ask()
    let received = 0
    while (received < 'data:\n@'.length + valueChars) {
      pass(chunkMs)
      const length = await reader.read()
      expect(length).toBeGreaterThan(0)
      received += length
    }
    expect(received).toBe('data:\n@'.length + valueChars)
  })

  it('who stops reading is cut off after 30 seconds', async () => {
    const reader = await ask()
    await reader.read()
    await settled()
    pass(29_999)
    expect(await reader.isCutOff()).toBe(false)
    pass(1)
    expect(await reader.isCutOff()).toBe(true)
  })

  it('who sips a little every 29 seconds is cut off within 11 minutes', async () => {
    const reader = await ask()
    let minutes = 0
    while (!(await reader.isCutOff())) {
      await reader.read()
      await settled()
      pass(29_000)
      minutes += 29 / 60
    }
    expect(minutes).toBeGreaterThan(10)
    expect(minutes).toBeLessThan(11.5)
  })

  it('who stops reading makes room after 15 seconds for whoever waits (limit.reply-bytes)', async () => {
    const idle = [await ask(), await ask(), await ask()]
    await Promise.all(idle.map((reader) => reader.read()))
    const waiting = await ask()
    await settled()
    pass(10_000)
    expect(await Promise.all(idle.map((reader) => reader.isCutOff()))).not.toContain(true)
    pass(5_000)
    expect(await waiting.read()).toBeGreaterThan(0)
    expect(await Promise.all(idle.map((reader) => reader.isCutOff()))).toContain(true)
  })

  it('who waits in vain is told so and can go on (limit.reply-bytes)', async () => {
    const readers = [await ask(), await ask(), await ask()]
    await Promise.all(readers.map((reader) => reader.read()))
    const waiting = await ask()
    const answer = waiting.read()
    for (let seconds = 0; seconds < 30; seconds += 10) {
      await Promise.all(readers.map((reader) => reader.read()))
      await settled()
      pass(10_000)
    }
    expect(await answer).toBe(
      'error:AT0023-Exception: no room for so long an answer, try again later\n@'.length,
    )
    expect(await waiting.isCutOff()).toBe(false)
  })
})

/** Bytes of a chunk; none after the end. */
function lengthOf({ value }: IteratorResult<Uint8Array, undefined>): number {
  return value?.length ?? 0
}

/** Lets everything that can happen now happen. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}
