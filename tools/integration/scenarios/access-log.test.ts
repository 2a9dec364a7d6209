import type { AtSign } from '@atnet/protocol-codec'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { alice, bob, carol, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, challengeOf, cramLine, logIn, type Owner, pkamLine } from '../harness/owners.ts'
import { claim, playPeer, prove } from '../harness/peers.ts'

type Row = {
  readonly who: 'owner' | 'bob' | 'nobody'
  readonly line: string
  readonly leaves: boolean
}

/** What is asked of @alice's atServer, and whether it leaves a row there. */
const rows: readonly Row[] = [
  { who: 'owner', line: 'lookup:own.test@alice', leaves: true },
  { who: 'owner', line: 'plookup:open.test@alice', leaves: true },
  { who: 'owner', line: 'plookup:missing.test@alice', leaves: true },
  { who: 'bob', line: 'lookup:mail.test@alice', leaves: true },
  { who: 'nobody', line: 'lookup:open.test@alice', leaves: true },
  { who: 'owner', line: 'lookup:missing.test@alice', leaves: false },
  { who: 'owner', line: 'lookup:hello.test@bob', leaves: false },
  { who: 'owner', line: 'llookup:own.test@alice', leaves: false },
  { who: 'owner', line: 'update:another.test@alice v', leaves: false },
  { who: 'owner', line: 'delete:another.test@alice', leaves: false },
  { who: 'owner', line: 'sync:from:-1', leaves: false },
  { who: 'owner', line: 'scan', leaves: false },
  { who: 'owner', line: 'plookup:no key@alice', leaves: false },
  { who: 'bob', line: 'lookup:_secret.test@alice', leaves: false },
  { who: 'nobody', line: 'lookup:missing.test@alice', leaves: false },
  { who: 'nobody', line: 'lookup:_secret.test@alice', leaves: false },
  { who: 'nobody', line: 'plookup:open.test@alice', leaves: false },
  { who: 'nobody', line: 'pol', leaves: false },
  { who: 'nobody', line: 'scan', leaves: false },
]

everywhere('the access log', [alice, bob, carol], (network, itWithClock) => {
  let owner: Owner
  let client: LineClient
  let ofBob: LineClient
  const others: LineClient[] = []
  beforeAll(async () => {
    owner = await activate(network(), alice)
    client = await logIn(network(), owner)
    ofBob = await logIn(network(), await activate(network(), bob))
    for (const line of [
      'update:public:open.test@alice v',
      'update:public:_secret.test@alice v',
      'update:@alice:own.test@alice v',
      'update:@bob:mail.test@alice v',
      'update:@bob:_secret.test@alice v',
    ]) {
      await client.ask(line)
    }
    await ofBob.ask('update:@alice:hello.test@bob v')
    // Both servers know and have dialled each other from here on.
    await ofBob.ask('lookup:mail.test@alice')
    await client.ask('lookup:hello.test@bob')
  })
  afterEach(async () => {
    await Promise.all(others.splice(0).map((other) => other.close()))
  })

  async function strangerOf(atSign: AtSign): Promise<LineClient> {
    const other = await network().connect({ port: network().portOf(atSign) })
    others.push(other)
    return other
  }

  function stranger(): Promise<LineClient> {
    return strangerOf(alice)
  }

  /** When the newest row was made: `stats:8` looks at rows of every verb. */
  function newest(by = client): Promise<string> {
    return by.ask('stats:8')
  }

  itWithClock('has a row for a from (data.access-log.rows)', async (advance) => {
    const other = await stranger()
    const before = await newest()
    advance(1_000)
    await other.ask('from:@alice')
    expect(await newest()).not.toBe(before)
  })

  itWithClock(
    'has a row for a right one-time secret alone (data.access-log.rows)',
    async (advance) => {
      const right = await strangerOf(carol)
      const challenge = await challengeOf(right, carol)
      const wrong = await strangerOf(carol)
      const another = await challengeOf(wrong, carol)
      advance(1_000)
      await right.ask(cramLine(network().secretOf(carol), challenge))
      const before = await newest(right)
      advance(1_000)
      await wrong.ask(cramLine('wrong', another))
      expect(await newest(right)).toBe(before)
      await wrong.ask('from:@carol')
      expect(await newest(right)).not.toBe(before)
    },
  )

  itWithClock('has no row for a login by key (data.access-log.rows)', async (advance) => {
    const other = await stranger()
    const challenge = await challengeOf(other, alice)
    const before = await newest()
    advance(1_000)
    expect(await other.ask(pkamLine(owner, challenge))).toMatch(/^data:success\n/u)
    expect(await newest()).toBe(before)
  })

  itWithClock(
    'has a row for a peer that has proved itself (data.access-log.rows)',
    async (advance) => {
      const peer = await playPeer(network())
      const { identity } = network()
      const other = await network().connect({ port: network().portOf(alice), identity })
      others.push(other)
      prove(peer, await claim(other, peer.atSign))
      const before = await newest()
      advance(1_000)
      expect(await other.ask('pol')).toBe(`${peer.atSign}@`)
      expect(await newest()).not.toBe(before)
      await peer[Symbol.asyncDispose]()
    },
  )

  for (const { who, line, leaves } of rows) {
    const claimed = `has ${leaves ? 'a' : 'no'} row for ${line} by ${who} (data.access-log.rows)`
    itWithClock(claimed, async (advance) => {
      const by = { owner: client, bob: ofBob, nobody: await stranger() }[who]
      const before = await newest()
      advance(1_000)
      await by.ask(line)
      expect((await newest()) !== before).toBe(leaves)
    })
  }

  it('names what was asked for most often (house.stats.metrics)', async () => {
    const other = await stranger()
    await other.ask('lookup:open.test@alice')
    expect(await client.ask('stats:6')).toMatch(/open\.test@alice\\":[1-9]/u)
    expect(await client.ask('stats:6')).not.toContain('_secret')
  })
})
