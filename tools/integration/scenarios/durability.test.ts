import type { AtSign } from '@atnet/protocol-codec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alice, bob } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'

/** Connections that write at once, to each atServer. */
const writers = 8

/** Writes that have to be acknowledged before the servers are killed. */
const enough = 400

/** What a server has acknowledged: the commit id of each key. */
type Acknowledged = Map<string, number>

describe('an atServer killed while it is written to (data.write.durable)', () => {
  let network: ProcessNetwork
  const owners = new Map<AtSign, Owner>()
  const acknowledged = new Map<AtSign, Acknowledged>([
    [alice, new Map()],
    [bob, new Map()],
  ])
  beforeAll(async () => {
    network = await openProcesses({ atSigns: [alice, bob] })
    for (const atSign of [alice, bob]) {
      owners.set(atSign, await activate(network, atSign))
    }
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
  })
  function login(atSign: AtSign): Promise<LineClient> {
    const owner = owners.get(atSign)
    return owner === undefined ? Promise.reject(new Error(atSign)) : logIn(network, owner)
  }

  it('acknowledges writes of eight connections until it is killed', async () => {
    const killed = new AbortController()
    const writing = [alice, bob].flatMap((atSign) =>
      Array.from({ length: writers }, async (_, index) => {
        const client = await login(atSign)
        await writeUntilClosed(client, {
          ...{ atSign, index, signal: killed.signal },
          acknowledged: acknowledged.get(atSign) ?? new Map(),
          onEnough: () => killed.abort(),
        })
      }),
    )
    await new Promise((resolve) => {
      killed.signal.addEventListener('abort', resolve, { once: true })
    })
    await Promise.all([network.crash(alice), network.crash(bob)])
    await Promise.all(writing)
    const ids = [...acknowledged.values()].flatMap((each) => [...each.values()])
    expect(ids.filter((id) => !Number.isSafeInteger(id))).toEqual([])
    const sizes = [...acknowledged.values()].map(({ size }) => size)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...sizes)).toBeGreaterThanOrEqual(enough)
  })

  it.each([alice, bob])('has every acknowledged write of %s afterwards', async (atSign) => {
    const client = await login(atSign)
    for (const [key] of acknowledged.get(atSign) ?? []) {
      expect(await client.ask(`llookup:${key}`)).toBe(`data:value of ${key}\n${atSign}@`)
    }
    await client.close()
  })

  it.each([alice, bob])('goes on counting above every id that %s has seen', async (atSign) => {
    const client = await login(atSign)
    const reply = await client.ask(`update:next.test${atSign} v`)
    const next = Number(/^data:(?<id>\d+)\n/u.exec(reply)?.groups?.['id'])
    expect(next).toBeGreaterThan(Math.max(...(acknowledged.get(atSign)?.values() ?? [])))
    await client.close()
  })
})

/** Writes one record after the other, noting each that is acknowledged, until the connection breaks. */
async function writeUntilClosed(
  client: LineClient,
  job: {
    readonly atSign: AtSign
    readonly index: number
    readonly acknowledged: Acknowledged
    readonly signal: AbortSignal
    readonly onEnough: () => void
  },
): Promise<void> {
  const { atSign, index, acknowledged, onEnough } = job
  for (let count = 0; ; count += 1) {
    const key = `w${index}.n${count}.test${atSign}`
    // A kill is how this loop ends: the reply never comes.
    const reply = await client.ask(`update:${key} value of ${key}`).catch(() => undefined)
    if (reply === undefined) {
      return
    }
    acknowledged.set(key, Number(/^data:(?<id>\d+)\n/u.exec(reply)?.groups?.['id']))
    if (acknowledged.size >= enough) {
      onEnough()
    }
  }
}
