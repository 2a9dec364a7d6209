import type { AtSign } from '@atnet/protocol-codec'
import { beforeAll, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'
import type { TestNetwork } from '../harness/test-network.ts'

/**
 * One step of the script: what somebody asks, or that time passes where it can be made to,
 * milliseconds. `NS` stands for the run, and `FIRST` for the first commit of the run.
 */
type Step = { readonly who: AtSign; readonly line: string } | { readonly passMs: number }

/** @bob shares records with @alice, changes and removes them; she reads, keeps and drops copies. */
const chapters: readonly (readonly Step[])[] = [
  [
    { who: bob, line: 'update:ttr:60:ccd:true:isEncrypted:true:@alice:mail.NS@bob first' },
    { who: bob, line: 'update:ttr:-1:@alice:ever.NS@bob v' },
    { who: bob, line: 'update:ttl:90000:ttr:-1:@alice:short.NS@bob v' },
    { who: bob, line: 'update:ttb:30000:ttr:-1:@alice:later.NS@bob v' },
    { who: bob, line: 'update:public:open.NS@bob first' },
    { who: bob, line: 'update:ttr:60:public:card.NS@bob first' },
    { who: alice, line: 'update:public:to.NS@alice atsign://open.NS@bob' },
    { who: alice, line: 'update:@alice:to.NS@alice atsign://open.NS@bob' },
  ],
  [
    { who: alice, line: 'lookup:all:mail.NS@bob' },
    { who: alice, line: 'lookup:all:ever.NS@bob' },
    { who: alice, line: 'lookup:all:short.NS@bob' },
    { who: alice, line: 'lookup:all:later.NS@bob' },
    { who: alice, line: 'plookup:all:open.NS@bob' },
  ],
  [
    { who: alice, line: 'plookup:all:card.NS@bob' },
    { who: alice, line: 'lookup:to.NS@alice' },
    { who: bob, line: 'update:@alice:mail.NS@bob second' },
    { who: bob, line: 'update:public:card.NS@bob second' },
  ],
  [
    { who: alice, line: 'lookup:all:mail.NS@bob' },
    { who: alice, line: 'plookup:all:card.NS@bob' },
    { passMs: 60_001 },
  ],
  [
    { who: alice, line: 'lookup:bypassCache:true:all:mail.NS@bob' },
    { who: alice, line: 'plookup:bypassCache:true:all:card.NS@bob' },
    { who: alice, line: 'lookup:mail.NS@bob' },
  ],
  [
    { who: bob, line: 'delete:@alice:ever.NS@bob' },
    { who: alice, line: 'lookup:ever.NS@bob' },
    { who: alice, line: 'lookup:bypassCache:true:ever.NS@bob' },
  ],
  [
    { who: alice, line: 'delete:cached:@alice:mail.NS@bob' },
    { who: alice, line: 'llookup:cached:@alice:mail.NS@bob' },
    { who: alice, line: 'lookup:mail.NS@bob' },
    { passMs: 40_000 },
    // What has expired goes beside everything else: this is a moment for it.
    { who: alice, line: 'noop:0' },
    { who: bob, line: 'noop:0' },
    { passMs: 1 },
  ],
  [
    { who: alice, line: 'scan NS' },
    { who: alice, line: 'sync:from:FIRST:limit:50:NS' },
    { who: alice, line: 'scan:@bob NS' },
    { who: bob, line: 'scan NS' },
    { who: bob, line: 'sync:from:FIRST:limit:50:NS' },
  ],
]
const script: readonly Step[] = chapters.flat()

/** The steps that begin a chapter. */
const beginnings: ReadonlySet<number> = new Set(
  chapters.map((_, index) => chapters.slice(0, index).flat().length),
)

/** Who is restarted before a step. */
type Restarts = (step: number) => AtSign | undefined

everywhere('two atServers that exchange records', [alice, bob], (network, itWithClock) => {
  const owners = new Map<AtSign, Owner>()
  let runs = 0
  let expected: readonly string[] = []
  beforeAll(async () => {
    for (const atSign of [alice, bob]) {
      owners.set(atSign, await activate(network(), atSign))
    }
    // The first time they meet they learn each other's public keys, which is no part of the script.
    await play(() => undefined)
    expected = await play(() => undefined)
  })

  function play(restarts: Restarts): Promise<readonly string[]> {
    runs += 1
    return playScript(network(), { owners, namespace: `r${runs}`, restarts })
  }

  it('do what the script is about', () => {
    const shown = expected.join('\n')
    for (const expectation of [
      '"key":"cached:@alice:mail.NS@bob","data":"first"',
      '"key":"@alice:mail.NS@bob","data":"second"',
      '"key":"cached:public:card.NS@bob","data":"first"',
      'error:AT0015-key not found : Exception: @alice:ever.NS@bob does not exist in keystore',
      '"atKey":"cached:@alice:ever.NS@bob","value":null,"metadata":null',
    ]) {
      expect(shown).toContain(expectation)
    }
  })

  it.each([alice, bob])('do the same when %s is restarted now and again', async (atSign) => {
    expect(await play((step) => (beginnings.has(step) ? atSign : undefined))).toEqual(expected)
  })

  itWithClock('do the same when one of them is restarted before every step', async () => {
    for (const atSign of [alice, bob]) {
      expect(await play(() => atSign)).toEqual(expected)
    }
    expect(await play((step) => (step % 2 === 0 ? alice : bob))).toEqual(expected)
  })

  itWithClock('do the same when one of them is restarted before any one step', async () => {
    for (const atSign of [alice, bob]) {
      for (const restarted of script.keys()) {
        const replies = await play((step) => (step === restarted ? atSign : undefined))
        expect({ atSign, restarted, replies }).toEqual({ atSign, restarted, replies: expected })
      }
    }
  })
})

async function playScript(
  network: TestNetwork,
  options: {
    readonly owners: ReadonlyMap<AtSign, Owner>
    readonly namespace: string
    readonly restarts: Restarts
  },
): Promise<readonly string[]> {
  const { owners, namespace, restarts } = options
  const clients = new Map<AtSign, LineClient>()
  async function clientOf(atSign: AtSign): Promise<LineClient> {
    const owner = owners.get(atSign)
    const client = clients.get(atSign)
    if (client !== undefined || owner === undefined) {
      return client ?? Promise.reject(new Error(`${atSign} has no keys`))
    }
    const fresh = await logIn(network, owner)
    clients.set(atSign, fresh)
    return fresh
  }
  const firstIds = new Map<AtSign, number>()
  const replies: string[] = []
  for (const [index, step] of script.entries()) {
    const restarted = restarts(index)
    if (restarted !== undefined) {
      await network.restart(restarted)
      await clients.get(restarted)?.close()
      clients.delete(restarted)
    }
    if ('passMs' in step) {
      network.advance?.(step.passMs)
      continue
    }
    const { who, line } = step
    const client = await clientOf(who)
    const first = String(firstIds.get(who))
    const reply = await client.ask(line.replaceAll('NS', namespace).replace('FIRST', first))
    const commitId = /^data:(?<id>\d+)\n/u.exec(reply)?.groups?.['id']
    if (commitId !== undefined && !firstIds.has(who)) {
      firstIds.set(who, Number(commitId))
    }
    replies.push(comparable(reply, namespace, firstIds.get(who) ?? 0))
  }
  await Promise.all([...clients.values()].map((client) => client.close()))
  return replies
}

/** Without what differs from one run to the next: the namespace, moments, and where commit ids begin. */
function comparable(reply: string, namespace: string, firstId: number): string {
  const relative = (id: string): string => `<${Number(id) - firstId}>`
  return reply
    .replaceAll(namespace, 'NS')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z/gu, '<moment>')
    .replace(/(?<=^data:)\d+(?=\n)/gu, relative)
    .replace(/(?<="commitId":)\d+/gu, relative)
}
