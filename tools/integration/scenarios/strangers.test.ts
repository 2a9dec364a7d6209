import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alice } from '../harness/everywhere.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'
import { memoryOf, tellsMemory } from '../harness/process-memory.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'

/** How much strangers send at an atServer, bytes each, and how many of them. */
const strangers = 150
const firstStrangers = 20
const lineBytes = 2_000_000

/** What the server may have grown by: far less than a tenth of what was sent at it. */
const growthBytes = 64 * 1024 * 1024

/** Connections that anybody may have: 200, less the twentieth that is kept for the owner. */
const openSlots = 190

describe('strangers at an atServer', () => {
  let network: ProcessNetwork
  let owner: Owner
  beforeAll(async () => {
    network = await openProcesses({ atSigns: [alice] })
    owner = await activate(network, alice)
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
  })
  async function bother(text: string): Promise<string> {
    const client = await network.connect({ port: network.portOf(alice) })
    client.send(text)
    return client.closed()
  }

  it.skipIf(!tellsMemory)('cannot make it hold what they send (limit.line)', async () => {
    const text = 'x'.repeat(lineBytes)
    // The first ones make room that is used again: what matters is whether it goes on growing.
    for (let count = 0; count < firstStrangers; count += 1) {
      await bother(text)
    }
    const before = memoryOf(network.pidOf(alice))
    for (let count = 0; count < strangers; count += 1) {
      expect(await bother(count % 2 === 0 ? text : `lookup:${text}`)).toMatch(/^error:AT000[35]-/u)
    }
    expect(memoryOf(network.pidOf(alice)) - before).toBeLessThan(growthBytes)
    const client = await logIn(network, owner)
    expect(await client.ask('noop:0')).toBe('data:ok\n@alice@')
    await client.close()
  })

  it('cannot keep the owner out by taking every connection (limit.owner-slots)', async () => {
    const port = network.portOf(alice)
    const taken = await Promise.all(
      Array.from({ length: openSlots }, () => network.connect({ port })),
    )
    const late = await network.connect({ port })
    late.send('scan\n')
    expect(await late.closed()).toBe('error:AT0012-Inbound connection limit exceeded\n')
    const client = await logIn(network, owner)
    expect(await client.ask('update:public:x.test@alice v')).toMatch(/^data:\d+\n@alice@$/u)
    await Promise.all([...taken, late, client].map((each) => each.close()))
  })

  it('do not hold up a server that is to stop (app.stop)', async () => {
    const port = network.portOf(alice)
    const slow = await network.connect({ port })
    slow.send('noop:5000\n')
    const idle = await network.connect({ port })
    // Both have been read by the time a third one is answered.
    const client = await logIn(network, owner)
    await client.ask('noop:0')
    await network.restart(alice)
    // Nobody has waited for the five seconds: there was an answer otherwise.
    expect(await slow.closed()).toBe('')
    expect(await idle.closed()).toBe('')
    await client.close()
  })
})
