import { openMetrics } from '@atnet/runtime/operations'
import { type FakeClock, fakeClock, memoryLog } from '@atnet/runtime/testing'
import { type ByteStream, memoryNetwork, type Network, type TlsIdentity } from '@atnet/transport'
import { type TestAuthority, testAuthority } from '@atnet/transport/contract'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address } from './address.ts'
import { type Directory, type DirectoryOptions, openDirectory } from './server.ts'
import { type DirectoryStore, memoryDirectoryStore } from './store.ts'

let authority: TestAuthority
let identity: TlsIdentity
let network: Network
let clock: FakeClock
let logged: ReturnType<typeof memoryLog>
let store: DirectoryStore
let directory: Directory

beforeAll(async () => {
  authority = await testAuthority('an authority')
  identity = await authority.issue({ names: ['localhost', '127.0.0.1', '::1'] })
})
beforeEach(() => {
  network = memoryNetwork()
  clock = fakeClock()
  logged = memoryLog()
  store = memoryDirectoryStore()
  store.set('alice🛠', { host: 'vip.ve.atsign.zone', port: 26_100 })
  store.set('bob', { host: 'localhost', port: 6402 })
})
afterEach(async () => {
  const closing = directory[Symbol.asyncDispose]()
  await settled()
  clock.advance(500)
  await closing
})

async function open(options: Partial<DirectoryOptions> = {}): Promise<void> {
  const hosts = ['127.0.0.1', '::1']
  const { log } = logged
  directory = await openDirectory({
    ...{ network, hosts, port: 0, identity, store, clock, log, tarpit: false },
    ...options,
  })
}

/** Lets everything that has been sent arrive and be dealt with. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** One client: what it sends, and every chunk it gets. */
type Client = {
  readonly stream: ByteStream
  readonly chunks: readonly string[]
  readonly closed: () => boolean
  readonly say: (text: string | Uint8Array) => Promise<readonly string[]>
}

async function join(host: string = 'localhost'): Promise<Client> {
  const trust = authority.certificate
  const stream = await network.connect({ host, port: directory.port, trust, deadlineMs: 10_000 })
  const chunks: string[] = []
  let closed = false
  const listening = (async () => {
    for await (const chunk of stream.incoming) {
      chunks.push(new TextDecoder().decode(chunk))
    }
  })()
  void listening
    .catch(() => undefined)
    .then(() => {
      closed = true
      return stream.end()
    })
  await settled()
  return {
    stream,
    chunks,
    closed: () => closed,
    say: async (text) => {
      const before = chunks.length
      void stream.send(text)
      await settled()
      return chunks.slice(before)
    },
  }
}

// directory.lookup.reply, directory.lookup.line
describe('a directory', () => {
  it('greets with @ alone', async () => {
    await open()
    expect((await join()).chunks).toEqual(['@'])
  })

  it.each([
    ['alice🛠\n', 'vip.ve.atsign.zone:26100\r\n@'],
    ['@alice🛠\n', 'vip.ve.atsign.zone:26100\r\n@'],
    ['ALICE🛠\n', 'vip.ve.atsign.zone:26100\r\n@'],
    ['alice🛠\r\n', 'vip.ve.atsign.zone:26100\r\n@'],
    ['  alice🛠  \n', 'vip.ve.atsign.zone:26100\r\n@'],
    ['ping\n', 'null\r\n@'],
    ['from:@alice🛠\n', 'null\r\n@'],
    ['\n', 'null\r\n@'],
    ['\r\n', 'null\r\n@'],
  ])('answers %j with %j in one write', async (line, answer) => {
    await open()
    const client = await join()
    expect(await client.say(line)).toEqual([answer])
    expect(await client.say(line)).toEqual([answer])
    expect(client.closed()).toBe(false)
  })

  it('waits for the rest of a line', async () => {
    await open()
    const client = await join()
    expect(await client.say('b')).toEqual([])
    expect(await client.say('ob\n')).toEqual(['localhost:6402\r\n@'])
  })

  it('answers every line of a packet, in order', async () => {
    await open()
    expect(await (await join()).say('bob\nnobody\n\nBOB\n')).toEqual([
      'localhost:6402\r\n@',
      'null\r\n@',
      'null\r\n@',
      'localhost:6402\r\n@',
    ])
  })

  it('answers what does not exist as often as it is asked, without a tarpit', async () => {
    await open()
    const client = await join()
    for (let times = 0; times < 10; times += 1) {
      expect(await client.say('nobody\n')).toEqual(['null\r\n@'])
    }
  })

  it('shows changes with the next lookup', async () => {
    await open()
    const client = await join()
    store.set('bob', { host: 'moved.test', port: 1 })
    expect(await client.say('bob\n')).toEqual(['moved.test:1\r\n@'])
    store.remove('bob')
    expect(await client.say('bob\n')).toEqual(['null\r\n@'])
  })

  it.each(['@exit', '@exit\n', '@EXIT\r\n'])('closes without a byte for %j', async (line) => {
    await open()
    const client = await join()
    expect(await client.say(line)).toEqual([])
    expect(client.closed()).toBe(true)
  })

  it('gives the answers owed before it closes', async () => {
    await open()
    const client = await join()
    expect(await client.say('bob\n@exit\nbob\n')).toEqual(['localhost:6402\r\n@'])
    expect(client.closed()).toBe(true)
  })

  it.each([`${'x'.repeat(300)}\n`, 'x'.repeat(256)])(
    'closes without a byte for a line too long',
    async (line) => {
      await open()
      const client = await join()
      expect(await client.say(line)).toEqual([])
      expect(client.closed()).toBe(true)
    },
  )

  it('answers a client that has finished sending', async () => {
    await open()
    const client = await join()
    void client.stream.send('bob\n')
    void client.stream.end()
    await settled()
    expect(client.closed()).toBe(true)
  })

  it('closes, rather than say null, when its store fails', async () => {
    const broken = {
      find: async (): Promise<Address | undefined> => {
        throw new Error('disk on fire')
      },
    }
    await open({ store: broken })
    const client = await join()
    expect(await client.say('bob\n')).toEqual([])
    expect(client.closed()).toBe(true)
    expect(logged.events).toContainEqual({
      level: 'error',
      event: 'lookup.failed',
      fields: { reason: 'disk on fire' },
    })
  })
})

// directory.lookup.tarpit
describe('a tarpit', () => {
  it('answers the second miss late, and the third not at all', async () => {
    await open({ tarpit: true })
    const client = await join()
    expect(await client.say('nobody\n')).toEqual(['null\r\n@'])
    expect(await client.say('nobody\n')).toEqual([])
    clock.advance(2_999)
    await settled()
    expect(client.chunks).toHaveLength(2)
    clock.advance(1)
    await settled()
    expect(client.chunks).toEqual(['@', 'null\r\n@', 'null\r\n@'])
    await client.say('nobody\n')
    clock.advance(3_000)
    await settled()
    expect(client.chunks).toHaveLength(3)
    expect(client.closed()).toBe(true)
  })

  it('counts neither hits nor blank lines, and each connection for itself', async () => {
    await open({ tarpit: true })
    const client = await join()
    expect(await client.say('\n\nnobody\nbob\n\n')).toHaveLength(5)
    expect(await (await join()).say('nobody\n')).toEqual(['null\r\n@'])
  })

  it('does not hold up a directory that stops', async () => {
    await open({ tarpit: true })
    const client = await join()
    await client.say('nobody\nnobody\n')
    await directory[Symbol.asyncDispose]()
    expect(client.closed()).toBe(true)
  })
})

// directory.lookup.idle
describe('an idle client', () => {
  it('is let go after two minutes, and not before one', async () => {
    await open()
    const client = await join()
    clock.advance(60_000)
    await settled()
    expect(await client.say('bob\n')).toEqual(['localhost:6402\r\n@'])
    clock.advance(119_999)
    await settled()
    expect(client.closed()).toBe(false)
    clock.advance(1)
    await settled()
    expect(client.closed()).toBe(true)
  })

  it('gains nothing by single bytes', async () => {
    await open({ limits: { idleMs: 60_000 } })
    const client = await join()
    for (let seconds = 0; seconds < 60; seconds += 10) {
      await client.say('x')
      clock.advance(10_000)
    }
    await settled()
    expect(client.closed()).toBe(true)
  })
})

// directory.connections.limit
describe('too many clients', () => {
  it('are turned away until others have left', async () => {
    await open({ limits: { connections: 2 } })
    const [first] = [await join(), await join()]
    expect((await join()).closed()).toBe(true)
    expect(logged.events.map(({ event }) => event)).toContain('connection.refused')
    await first.say('@exit')
    await settled()
    expect((await join()).chunks).toEqual(['@'])
  })

  it('from one address do not lock out another', async () => {
    await open({ limits: { connectionsPerAddress: 1 } })
    await join('127.0.0.1')
    expect((await join('127.0.0.1')).closed()).toBe(true)
    expect((await join('::1')).chunks).toEqual(['@'])
  })
})

// directory.stop.text
describe('a directory that stops', () => {
  it('gives the answer it owes, and tells newcomers', async () => {
    let answer = (_address: Address): void => undefined
    const slow = {
      find: () =>
        new Promise<Address>((resolve) => {
          answer = resolve
        }),
    }
    await open({ store: slow })
    const client = await join()
    const idle = await join()
    await client.say('bob\n')
    const closing = directory[Symbol.asyncDispose]()
    await settled()
    expect(idle.closed()).toBe(true)
    const newcomer = await join()
    expect(newcomer.chunks).toEqual(["Stop in progress. Can't accept new requests."])
    expect(newcomer.closed()).toBe(true)
    answer({ host: 'localhost', port: 1 })
    await settled()
    expect(client.chunks).toEqual(['@', 'localhost:1\r\n@'])
    expect(client.closed()).toBe(true)
    await closing
    await expect(join()).rejects.toMatchObject({ kind: 'refused' })
  })

  it('does not wait for ever', async () => {
    await open({ store: { find: () => new Promise(() => undefined) } })
    const client = await join()
    await client.say('bob\n')
    const closing = directory[Symbol.asyncDispose]()
    await settled()
    clock.advance(500)
    await closing
    await settled()
    expect(client.closed()).toBe(true)
  })
})

it('shows another certificate when it is given one', async () => {
  await open()
  const other = await authority.issue({ names: ['elsewhere.test'] })
  directory.setIdentity(other)
  await expect(join()).rejects.toMatchObject({ kind: 'wrongName' })
})

it('counts who comes and what they ask, and never a name (directory.counted)', async () => {
  const metrics = openMetrics()
  await open({ metrics, limits: { connections: 1 } })
  const client = await join()
  await join().then(({ stream }) => stream.closed)
  await client.say('bob\nping\nping\n')
  const shown = metrics.expose()
  for (const line of [
    'atnet_directory_connections 1',
    'atnet_directory_connections_opened_total 1',
    'atnet_directory_connections_refused_total{reason="tooManyConnections"} 1',
    'atnet_directory_lookups_total{outcome="found"} 1',
    'atnet_directory_lookups_total{outcome="unknown"} 2',
  ]) {
    expect(shown).toContain(`${line}\n`)
  }
  expect(shown).not.toMatch(/bob|ping/u)
})
