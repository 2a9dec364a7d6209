import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import { figuresOf, healthPortOf } from '../harness/health-port.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'
import { type PlayedPeer, playPeer } from '../harness/peers.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'
import { type Move, silence } from '../harness/scripted-server.ts'

const prompt = '\n@alice@'

/** The longest line there is, its line feed included. */
const maxLineBytes = 10_240_000

/** How long an atServer waits for a peer's answer, milliseconds. */
const answerMs = 5_000

function batchOf(lines: readonly string[], how = ''): string {
  const items = lines.map((command, index) => ({ id: index + 1, command }))
  return `batch:${how}${JSON.stringify(items)}`
}

/** A batch whose line has exactly so many bytes, its line feed included. */
function batchOfBytes(bytes: number): string {
  const shortest = batchOf(['update:large.test@alice v']).length + 1
  return batchOf([`update:large.test@alice v${'x'.repeat(bytes - shortest)}`])
}

everywhere('a batch', [alice, bob], (network, itWithClock) => {
  let owner: Owner
  let client: LineClient
  const peers: PlayedPeer[] = []
  beforeAll(async () => {
    owner = await activate(network(), alice)
    client = await logIn(network(), owner)
  })
  afterAll(async () => {
    await client.close()
    await Promise.all(peers.map((peer) => peer[Symbol.asyncDispose]()))
  })

  async function peerThat(
    answer: (line: string) => Move | Promise<Move> | undefined,
  ): Promise<PlayedPeer> {
    const peer = await playPeer(network(), {
      mischief: (line) => (line === 'pol' ? '@alice@' : answer(line)),
    })
    peers.push(peer)
    return peer
  }

  it('holds a thousand commands and no more (limit.batch.items)', async () => {
    const thousand = Array.from({ length: 1_000 }, () => 'noop:0')
    const reply = await client.ask(batchOf(thousand))
    expect(reply.match(/"data":"ok"/gu)).toHaveLength(1_000)
    expect(await client.ask(batchOf([...thousand, 'update:more.test@alice v']))).toBe(
      `error:AT0022-Illegal arguments : a batch holds at most 1000 commands${prompt}`,
    )
    expect(await client.ask('llookup:more.test@alice')).toMatch(/^error:AT0015-/u)
  })

  it('is as long as any line may be (limit.line)', async () => {
    expect(await client.ask(batchOfBytes(maxLineBytes))).toMatch(
      /^data:\[\{"id":1,"response":\{"data":"\d+"\}\}\]\n@alice@$/u,
    )
    expect(await client.ask('llookup:large.test@alice')).toHaveLength(
      maxLineBytes -
        batchOf(['update:large.test@alice ']).length -
        1 +
        'data:'.length +
        prompt.length,
    )
    await client.ask('delete:large.test@alice')
    const other = await logIn(network(), owner)
    other.send(`${batchOfBytes(maxLineBytes + 1)}\n`)
    expect(await other.closed()).toMatch(/^error:AT0005-/u)
  })

  it('waits for a peer where a command does, and goes on after it (data.batch)', async () => {
    const peer = await peerThat((line) =>
      line.startsWith('lookup:all:slow') ? silence : undefined,
    )
    const lines = [
      `lookup:slow.test${peer.atSign}`,
      'update:after.test@alice v',
      'llookup:after.test@alice',
    ]
    // The handshake has been made by then, so that the only answer to wait for is the slow one.
    await client.ask(`lookup:none.test${peer.atSign}`)
    const reply = await network().hurry([answerMs], () => client.ask(batchOf(lines)))
    expect(reply).toMatch(
      /^data:\[\{"id":1,"response":\{"error_code":"AT0023","error_message":"[^"]*"\}\},\{"id":2,"response":\{"data":"\d+"\}\},\{"id":3,"response":\{"data":"v"\}\}\]\n@alice@$/u,
    )
  })

  it('holds up nobody else while it waits (data.batch)', async () => {
    let answer = (_move: Move): void => undefined
    const late = new Promise<Move>((resolve) => {
      answer = resolve
    })
    const peer = await peerThat((line) => (line.startsWith('lookup:all:late') ? late : undefined))
    const busy = client.ask(batchOf([`lookup:late.test${peer.atSign}`]))
    const other = await logIn(network(), owner)
    expect(await other.ask('update:beside.test@alice v')).toMatch(/^data:\d+\n/u)
    await other.close()
    answer('error:AT0015-Exception: late\n@alice@')
    expect(await busy).toContain('"error_code":"AT0015"')
  })

  // Elsewhere nobody knows when a server learns that a client is gone.
  itWithClock('begins nothing more once its client is gone (data.batch.gone)', async () => {
    let answer = (_move: Move): void => undefined
    const late = new Promise<Move>((resolve) => {
      answer = resolve
    })
    let asked = (): void => undefined
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const peer = await peerThat((line) => {
      if (!line.startsWith('lookup:all:late')) {
        return undefined
      }
      asked()
      return late
    })
    const leaving = await logIn(network(), owner)
    const lines = [
      'update:before.test@alice v',
      `lookup:late.test${peer.atSign}`,
      'update:gone.test@alice v',
    ]
    leaving.send(`${batchOf(lines)}\n`)
    await isAsked
    await leaving.close()
    answer('error:AT0015-Exception: late\n@alice@')
    // Asked on the same connection between the servers, so that its answer comes after the other.
    expect(await client.ask(`lookup:none.test${peer.atSign}`)).toMatch(/^error:AT0015-/u)
    expect(await client.ask('llookup:before.test@alice')).toBe(`data:v${prompt}`)
    expect(await client.ask('llookup:gone.test@alice')).toMatch(/^error:AT0015-/u)
  })
})

describe('a batch on disk', () => {
  let network: ProcessNetwork
  beforeAll(async () => {
    network = await openProcesses({ atSigns: [alice], flags: ['--health-port', '0'] })
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
  })

  it('takes far fewer transactions than it has writes (data.batch.group-commit)', async () => {
    const client = await logIn(network, await activate(network, alice))
    const port = await healthPortOf(network.processOf(alice))
    const before = await transactions(port)
    const lines = Array.from({ length: 200 }, (_, index) => `update:n${index}.test@alice v`)
    expect((await client.ask(batchOf(lines))).match(/"data":"\d+"/gu)).toHaveLength(200)
    expect((await transactions(port)) - before).toBeLessThan(100)
    await client.close()
  })
})

async function transactions(port: number): Promise<number> {
  const figures = [...(await figuresOf(port))]
  const counts = figures.filter(([name]) => name.startsWith('atnet_store_batches_total'))
  return counts.reduce((sum, [, count]) => sum + count, 0)
}
