import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { alice, bob } from '../harness/everywhere.ts'
import { openInOneProcess } from '../harness/in-one-process.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, activateAt, logInOn, type Owner } from '../harness/owners.ts'
import { openProcesses } from '../harness/processes.ts'
import type { AnotherServer, TestNetwork } from '../harness/test-network.ts'

/** What each address may do at once and in each second, on a clock that stands still. */
const rates = {
  connections: { burst: 100, perSecond: 100 },
  froms: { burst: 10, perSecond: 2 },
  failedProofs: { burst: 2, perSecond: 1 },
}

// limit.rate.owner
describe('others at the address of the owner', () => {
  let network: TestNetwork
  let server: AnotherServer
  let owner: Owner
  const clients: LineClient[] = []
  beforeAll(async () => {
    network = await openInOneProcess({ atSigns: [bob] })
    const { directoryPort } = network
    server = await network.openAnother({ atSign: alice, directoryPort, settings: { rates } })
    owner = await activateAt(network, alice, server)
  })
  beforeEach(() => {
    // Long enough for every grant to come back.
    network.advance?.(60_000)
  })
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()))
    await server[Symbol.asyncDispose]()
    await network[Symbol.asyncDispose]()
  })

  async function open(): Promise<LineClient> {
    const client = await network.connect({ port: server.port })
    clients.push(client)
    return client
  }

  it('are refused when they claim too often to be somebody else, and the owner is not', async () => {
    const client = await open()
    client.send('from:@mallory\n'.repeat(11))
    const replies = await client.replies(11)
    expect(replies.filter((reply) => reply.startsWith('error:AT0401-'))).toHaveLength(10)
    expect(replies.at(-1)).toMatch(/^error:AT0028-/u)
    const mine = await open()
    await logInOn(mine, owner)
    expect(await mine.ask('noop:0')).toBe('data:ok\n@alice@')
  })

  it('delay the owner by a second at most when they claim to be the owner', async () => {
    const crowd = await Promise.all(Array.from({ length: 30 }, open))
    crowd.forEach((client) => client.send('from:@alice\n'))
    await Promise.all(crowd.slice(0, 10).map((client) => client.reply()))
    const mine = await open()
    const loggedIn = logInOn(mine, owner)
    // Whatever it waits for has begun by the time another one is answered.
    expect(await (await open()).ask('noop:0')).toBe('data:ok\n@')
    expect(mine.untaken()).toBe('')
    network.advance?.(1_000)
    await loggedIn
    expect(await mine.ask('noop:0')).toBe('data:ok\n@alice@')
  })

  it('do not keep other atSigns out by claiming to be the owner', async () => {
    const crowd = await open()
    crowd.send('from:@alice\n'.repeat(10))
    await crowd.replies(10)
    expect(await (await open()).ask('from:@bob')).toMatch(/^error:AT0401-/u)
  })

  it('who fail to prove themselves delay nobody but themselves', async () => {
    const failing = await open()
    for (const _ of [1, 2]) {
      await failing.ask('from:@alice')
      expect(await failing.ask('pkam:AAAA')).toMatch(/^error:AT0401-/u)
    }
    await failing.ask('from:@alice')
    failing.send('pkam:AAAA\n')
    await logInOn(await open(), owner)
    expect(failing.untaken()).toBe('')
    network.advance?.(1_000)
    expect(await failing.reply()).toMatch(/^error:AT0401-/u)
  })
})

/** Many times what one address is granted at once, from as many connections. */
const froms = 3_000
const strangers = 6

it('an owner logs in over TLS while others at the address claim to be the owner (limit.rate.owner)', async () => {
  const network = await openProcesses({ atSigns: [alice] })
  const owner = await activate(network, alice)
  const port = network.portOf(alice)
  const crowd = await Promise.all(
    Array.from({ length: strangers }, () => network.connect({ port })),
  )
  crowd.forEach((client) => client.send('from:@alice\n'.repeat(froms / strangers)))
  const client = await network.connect({ port })
  await logInOn(client, owner)
  expect(await client.ask('noop:0')).toBe('data:ok\n@alice@')
  await Promise.all([...crowd, client].map((each) => each.close()))
  await network[Symbol.asyncDispose]()
})
