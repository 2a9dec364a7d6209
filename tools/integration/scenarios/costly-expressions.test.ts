import { openAtServer } from '@atnet/atserver'
import { memoryKeystore } from '@atnet/keystore'
import { AtFault } from '@atnet/protocol-codec'
import { type Log, systemClock, systemRandomness } from '@atnet/runtime'
import { memoryNetwork } from '@atnet/transport'
import { beforeAll, describe, expect, it } from 'vitest'
import { localhost, newAuthority, newIdentity } from '../harness/certificates.ts'
import { alice, everywhere } from '../harness/everywhere.ts'
import { type LineClient, lineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'
import { streamWire } from '../harness/wires.ts'

const ending = '\n@alice@'

/** Nothing in it tells early that there is no match, so that every instruction looks at every character. */
const costly = '(?:\\p{L}?){30}[0-1][x-y]'
const larger = '(?:\\p{L}?){900}[0-1][x-y]'

const tooCostly =
  'the expression is too costly for so many keys: make it shorter, repeat less in it, or leave it out'
const tooLarge =
  'the expression is too large: with its repetitions written out it may have 500 parts, and 16 classes of Unicode'

/** Names that are looked at to their ends. */
const keys = Array.from(
  { length: 1_000 },
  (_, index) => `public:${'abcdefghij'.repeat(20)}${index}@alice`,
)

everywhere('a costly expression', [alice], (network) => {
  let client: LineClient
  beforeAll(async () => {
    client = await logIn(network(), await activate(network(), alice))
    const items = keys.map((key) => ({ command: `update:${key} v` }))
    await client.ask(`batch:${JSON.stringify(items)}`)
  })

  function stranger(): Promise<LineClient> {
    return network().connect({ port: network().portOf(alice) })
  }

  it('of a stranger is given up, and the connection stays (data.pattern.budget)', async () => {
    const connection = await stranger()
    expect(await connection.ask(`scan ${costly}`)).toBe(`error:AT0022-Exception: ${tooCostly}\n@`)
    expect(await connection.ask('noop:0')).toBe('data:ok\n@')
    await connection.close()
  })

  it('keeps nobody else waiting (limit.slice)', async () => {
    const connections = await Promise.all(Array.from({ length: 5 }, stranger))
    const answered: string[] = []
    const note = (name: string) => (): unknown => answered.push(name)
    const scans = connections.map((each) => each.ask(`scan ${costly}`).then(note('scan')))
    await Promise.all([...scans, client.ask('noop:0').then(note('noop'))])
    expect(answered[0]).toBe('noop')
    await Promise.all(connections.map((each) => each.close()))
  })

  it.each([
    [`scan ${costly}`, `data:[]${ending}`],
    [`scan:cl ${costly}`, `data:[]${ending}`],
    [
      `stats:15:${costly}`,
      `data: [{"id":"15","name":"LatestCommitEntryOfEachKey","value":"{}"}]${ending}`,
    ],
  ])('of the owner is tried on every key: %s (data.pattern.budget)', async (line, answer) => {
    expect(await client.ask(line)).toBe(answer)
  })

  it('leaves a long list whole, alone and in a batch (data.scan)', async () => {
    const list = JSON.stringify(keys.toSorted())
    expect(await client.ask('scan ^public:abc')).toBe(`data:${list}${ending}`)
    const batch = JSON.stringify([{ id: 1, command: 'scan ^public:abc' }])
    expect(await client.ask(`batch:${batch}`)).toBe(
      `data:${JSON.stringify([{ id: 1, response: { data: list } }])}${ending}`,
    )
    const commits = await client.ask('stats:15:^public:abc')
    const [{ value }]: readonly [{ value: string }] = JSON.parse(commits.slice(5, -ending.length))
    const latest: Readonly<Record<string, unknown>> = JSON.parse(value)
    expect(Object.keys(latest)).toEqual(keys)
  })

  it.each(['scan ', 'scan:cl ', 'sync:from:-1:limit:9:', 'stats:3:', 'stats:15:'])(
    'that is too large is refused before it is compiled: %s (data.pattern.bounded)',
    async (start) => {
      expect(await client.ask(`${start}${larger}`)).toBe(
        `error:AT0022-Illegal arguments : ${tooLarge}${ending}`,
      )
    },
  )

  it('does not hold up the end of the server (limit.slice)', async () => {
    const connections = await Promise.all(Array.from({ length: 20 }, stranger))
    for (const connection of connections) {
      connection.send(`noop:0\nscan ${costly}\n`)
    }
    // What was answered before leaves when the scan has begun.
    await Promise.all(connections.map((each) => each.reply()))
    await network().restart(alice)
    const last = await Promise.all(connections.map((each) => each.closed()))
    expect(new Set(last)).toEqual(new Set(['error:AT0024-Exception: the server is stopping\n@']))
  })
})

// limit.slice
describe('long work for somebody who has left', () => {
  it('ends', async () => {
    const events: string[] = []
    let told = (): void => undefined
    const ended = new Promise<void>((resolve) => {
      told = resolve
    })
    const log: Log = (_level, event, fields) => {
      if (event === 'command.refused') {
        events.push(String(fields?.['code']))
        told()
      }
    }
    await using server = await serverWith(log)
    const connection = await server.connect()
    connection.send(`noop:0\n${`scan ${costly}\n`.repeat(50)}`)
    await connection.reply()
    await connection.close()
    await ended
    expect(events).toEqual([new AtFault('socketError', '').code])
  })
})

/** An atServer of alice alone in this process, with all the keys. */
async function serverWith(
  log: Log,
): Promise<AsyncDisposable & { readonly connect: () => Promise<LineClient> }> {
  const network = memoryNetwork()
  const authority = await newAuthority()
  const keystore = memoryKeystore({ clock: systemClock })
  await keystore.write((transaction) => {
    for (const key of keys) {
      transaction.put({ key, value: 'v', metadata: {} }, 'unlogged')
    }
  })
  const server = await openAtServer({
    ...{ atSign: alice, network, keystore, log, hosts: ['localhost'], port: 0 },
    ...{ clock: systemClock, randomness: systemRandomness, cramSecret: undefined },
    ...{ identity: await newIdentity(authority, localhost), trust: authority.certificate },
    addresses: {
      find: () => Promise.reject(new AtFault('secondaryNotFound', 'there is nobody else')),
      forget: () => undefined,
    },
  })
  return {
    connect: async () => {
      const trust = authority.certificate
      const place = { host: 'localhost', port: server.port, deadlineMs: 5_000 }
      const client = lineClient(streamWire(await network.connect({ ...place, trust })))
      await client.reply()
      return client
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await keystore.close()
    },
  }
}
