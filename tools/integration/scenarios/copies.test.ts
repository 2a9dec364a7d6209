import { beforeAll, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'

/** The record in an answer to `all`, as it stands there. */
type Shown = {
  readonly key: string
  readonly data?: string
  readonly metaData: Readonly<Record<string, unknown>>
}

const day = 86_400_000

everywhere("copies of another atSign's records", [alice, bob], (network, itWithClock) => {
  let keysOfAlice: Owner
  let owner: LineClient
  let ofBob: LineClient
  beforeAll(async () => {
    keysOfAlice = await activate(network(), alice)
    owner = await logIn(network(), keysOfAlice)
    ofBob = await logIn(network(), await activate(network(), bob))
  })

  /** Tells @bob's atServer something that it accepts. */
  async function origin(line: string): Promise<void> {
    expect(await ofBob.ask(line)).toMatch(/^data:\d+\n@bob@$/u)
  }
  async function show(line: string, client = owner): Promise<Shown> {
    const reply = await client.ask(line)
    const shown: Shown = JSON.parse(
      /^data:(?<shown>.*)\n@/u.exec(reply)?.groups?.['shown'] ?? reply,
    )
    return shown
  }
  const listed = (pattern: string): Promise<string> => owner.ask(`scan ${pattern}`)
  const lastCommit = (): Promise<string> => owner.ask('stats:3')
  const noSuchCopy = (key: string): string =>
    `error:AT0015-key not found : ${key} does not exist in keystore\n@alice@`

  describe('of what was shared with the owner', () => {
    it('are made of the first answer, and answer from then on (data.cache, data.cache.rendering)', async () => {
      await origin(
        'update:ttr:600:ccd:true:isEncrypted:true:ivNonce:QUJD:@alice:mail.test@bob first',
      )
      const there = await show('llookup:all:@alice:mail.test@bob', ofBob)
      const first = await show('lookup:all:mail.test@bob')
      expect(first).toEqual({
        ...there,
        metaData: {
          ...there.metaData,
          updatedBy: '@alice',
          version: 0,
          refreshAt: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/u),
        },
      })
      await origin('update:ttr:600:ccd:true:@alice:mail.test@bob second')
      const copy = { ...first, key: `cached:${first.key}` }
      const bytes = `data:${JSON.stringify(copy)}\n@alice@`
      expect(await owner.ask('lookup:all:mail.test@bob')).toBe(bytes)
      expect(await owner.ask('lookup:all:MAIL.test@bob')).toBe(bytes)
      expect(await owner.ask('llookup:all:cached:@alice:mail.test@bob')).toBe(bytes)
      expect(await owner.ask('lookup:meta:mail.test@bob')).toBe(
        `data:${JSON.stringify(copy.metaData)}\n@alice@`,
      )
      expect(await owner.ask('lookup:mail.test@bob')).toBe('data:first\n@alice@')
    })

    it('have the members of their metadata in the order of the protocol (data.metadata.order)', async () => {
      await origin('update:ttl:500000:ttb:0:ttr:60:ccd:true:isBinary:true:@alice:order.test@bob v')
      const { metaData } = await show('lookup:all:order.test@bob')
      expect(Object.keys(metaData)).toEqual(
        ['createdBy', 'updatedBy', 'createdAt', 'updatedAt', 'availableAt', 'expiresAt']
          .concat(['refreshAt', 'status', 'version', 'ttl', 'ttb', 'ttr', 'ccd'])
          .concat(['isBinary', 'isEncrypted']),
      )
    })

    it('are not asked when the cache is bypassed, and follow what comes then (data.cache.keep)', async () => {
      await origin('update:ttr:-1:@alice:by.test@bob first')
      await owner.ask('lookup:by.test@bob')
      await origin('update:@alice:by.test@bob second')
      expect(await owner.ask('lookup:by.test@bob')).toBe('data:first\n@alice@')
      expect(await owner.ask('lookup:bypassCache:false:by.test@bob')).toBe('data:first\n@alice@')
      const fresh = await show('lookup:bypassCache:true:all:by.test@bob')
      expect(fresh).toMatchObject({ key: '@alice:by.test@bob', data: 'second' })
      expect(fresh.metaData).toMatchObject({ version: 1, ttr: -1 })
      expect(fresh.metaData).not.toHaveProperty('refreshAt')
      expect(await owner.ask('lookup:by.test@bob')).toBe('data:second\n@alice@')
    })

    it.each(['', ':ttr:0', ':ttl:5000', ':ttr:0:ccd:true'])(
      'are not made of a record with %j (data.cache.clocks)',
      async (tags) => {
        const name = `no${tags.replaceAll(':', '')}.test@bob`
        await origin(`update${tags}:@alice:${name} v`)
        const before = await lastCommit()
        const there = await show(`llookup:all:@alice:${name}`, ofBob)
        expect(await show(`lookup:all:${name}`)).toEqual(there)
        expect(await listed(`^cached:@alice:${name}`)).toBe('data:[]\n@alice@')
        expect(await lastCommit()).toBe(before)
      },
    )

    it('end when their origin takes back that they may be kept (data.cache.keep)', async () => {
      await origin('update:ttr:-1:@alice:back.test@bob v')
      await owner.ask('lookup:back.test@bob')
      await ofBob.ask('delete:@alice:back.test@bob')
      await origin('update:@alice:back.test@bob w')
      expect(await owner.ask('lookup:bypassCache:true:back.test@bob')).toBe('data:w\n@alice@')
      const key = 'cached:@alice:back.test@bob'
      expect(await owner.ask(`llookup:${key}`)).toBe(noSuchCopy(key))
    })

    it('are synced like any record (data.sync)', async () => {
      await origin('update:ttr:-1:@alice:synced.test@bob v')
      const { metaData } = await show('lookup:all:synced.test@bob')
      const texts = Object.entries(metaData).map(([name, value]) => [name, String(value)])
      const reply = await owner.ask('sync:from:-1:limit:10:^cached:@alice:synced')
      expect(reply).toContain(
        `{"atKey":"cached:@alice:synced.test@bob","value":"v","metadata":${JSON.stringify(Object.fromEntries(texts))},"commitId":`,
      )
    })
  })

  describe('of public records', () => {
    it('without ttr are listed and synced for a day, and never answer (data.cache.usable)', async () => {
      await origin('update:public:open.test@bob first')
      const there = await show('llookup:all:public:open.test@bob', ofBob)
      const first = await show('plookup:all:open.test@bob')
      expect(first.key).toBe('public:open.test@bob')
      expect(first.metaData).toEqual({
        ...there.metaData,
        updatedBy: '@alice',
        version: 0,
        ttl: day,
        expiresAt: expect.any(String),
      })
      expect(await listed('open.test@bob')).toBe('data:["cached:public:open.test@bob"]\n@alice@')
      await origin('update:public:open.test@bob second')
      const second = await show('plookup:all:open.test@bob')
      expect(second).toMatchObject({ key: 'public:open.test@bob', data: 'second' })
      expect(second.metaData['version']).toBe(1)
      const kept = await show('llookup:all:cached:public:open.test@bob')
      expect(kept).toEqual({ ...second, key: 'cached:public:open.test@bob' })
    })

    it.each([600, -1])(
      'with ttr %d answer under their own name (data.cache.rendering)',
      async (ttr) => {
        const name = `card${ttr}.test@bob`
        await origin(`update:ttr:${ttr}:public:${name} first`)
        expect((await show(`plookup:all:${name}`)).key).toBe(`public:${name}`)
        await origin(`update:ttr:${ttr}:public:${name} second`)
        expect(await show(`plookup:all:${name}`)).toMatchObject({
          key: `cached:public:${name}`,
          data: 'first',
          metaData: { ttr, updatedBy: '@alice', createdBy: '@bob', version: 0 },
        })
        expect(await owner.ask(`plookup:bypassCache:true:${name}`)).toBe('data:second\n@alice@')
        expect(await owner.ask(`plookup:${name}`)).toBe('data:second\n@alice@')
      },
    )

    it('are not made of own ones, which are read here (data.plookup.own)', async () => {
      await owner.ask('update:ttr:600:public:mine.test@alice v')
      expect(await show('plookup:all:mine.test@alice')).toMatchObject({
        key: 'public:mine.test@alice',
        data: 'v',
      })
      expect(await listed('cached:.*mine.test')).toBe('data:[]\n@alice@')
      expect(await owner.ask('plookup:none.test@alice')).toBe(
        'error:AT0015-key not found : Exception: public:none.test@alice does not exist in keystore\n@alice@',
      )
      await owner.ask('update:ttb:600000:public:unborn.test@alice v')
      expect(await owner.ask('plookup:unborn.test@alice')).toBe(
        "error:AT0015-key not found : remoteLookUp: remote atServer returned String value 'null' for unborn.test@alice\n@alice@",
      )
    })
  })

  describe('of records that are gone', () => {
    it.each([
      ['lookup', '@alice:', 'Exception: @alice:gone.test@bob does not exist in keystore'],
      ['plookup', 'public:', 'Exception: public:gone.test@bob does not exist in keystore'],
    ])('go with the first %s that hears of it (data.cache.drop)', async (verb, scope, text) => {
      const key = `cached:${scope}gone.test@bob`
      await origin(`update:ttr:-1:${scope}gone.test@bob v`)
      await owner.ask(`${verb}:gone.test@bob`)
      await ofBob.ask(`delete:${scope}gone.test@bob`)
      expect(await owner.ask(`${verb}:gone.test@bob`)).toBe('data:v\n@alice@')
      const fault = `error:AT0015-key not found : ${text}\n@alice@`
      expect(await owner.ask(`${verb}:bypassCache:true:gone.test@bob`)).toBe(fault)
      expect(await owner.ask(`llookup:${key}`)).toBe(noSuchCopy(key))
      const entries = await owner.ask(`scan:cl ^${key}`)
      expect(JSON.parse(entries.slice('data:'.length, entries.lastIndexOf('\n')))).toMatchObject([
        { atKey: key, operation: '-' },
      ])
      const before = await lastCommit()
      expect(await owner.ask(`${verb}:gone.test@bob`)).toBe(fault)
      expect(await lastCommit()).toBe(before)
    })

    it('go when there is nothing to be had, as before birth (data.cache.drop)', async () => {
      await origin('update:ttr:-1:@alice:later.test@bob v')
      await owner.ask('lookup:later.test@bob')
      await origin('update:ttb:600000:@alice:later.test@bob v')
      expect(await owner.ask('lookup:bypassCache:true:later.test@bob')).toBe(
        "error:AT0015-key not found : remoteLookUp: remote atServer returned String value 'null' for later.test@bob\n@alice@",
      )
      expect(await listed('later.test')).toBe('data:[]\n@alice@')
    })
  })

  it('are made and read within a batch as well (data.batch.entries)', async () => {
    await origin('update:ttr:-1:@alice:batch.test@bob v')
    const commands = [
      'lookup:batch.test@bob',
      'llookup:cached:@alice:batch.test@bob',
      'delete:cached:@alice:batch.test@bob',
      'llookup:cached:@alice:batch.test@bob',
    ]
    const items = commands.map((command, index) => ({ id: index + 1, command }))
    expect(await owner.ask(`batch:${JSON.stringify(items)}`)).toMatch(
      /^data:\[\{"id":1,"response":\{"data":"v"\}\},\{"id":2,"response":\{"data":"v"\}\},\{"id":3,"response":\{"data":"\d+"\}\},\{"id":4,"response":\{"error_code":"AT0015"/u,
    )
  })

  it('are one for all who ask at once (data.cache.keep)', async () => {
    await origin('update:ttr:-1:@alice:many.test@bob v')
    const clients = await Promise.all(
      Array.from({ length: 8 }, () => logIn(network(), keysOfAlice)),
    )
    const replies = clients.map((client) => client.ask('lookup:many.test@bob'))
    expect(new Set(await Promise.all(replies))).toEqual(new Set(['data:v\n@alice@']))
    expect(await owner.ask('lookup:many.test@bob')).toBe('data:v\n@alice@')
    await Promise.all(clients.map((client) => client.close()))
    expect(await listed('many.test')).toBe('data:["cached:@alice:many.test@bob"]\n@alice@')
  })

  it('the owner may delete, which their origin never hears of (data.delete)', async () => {
    await origin('update:ttr:-1:immutable:true:@alice:drop.test@bob v')
    await owner.ask('lookup:drop.test@bob')
    expect(await owner.ask('delete:cached:@alice:drop.test@bob')).toMatch(/^data:\d+\n@alice@$/u)
    expect(await listed('drop.test')).toBe('data:[]\n@alice@')
    expect(await ofBob.ask('llookup:@alice:drop.test@bob')).toBe('data:v\n@bob@')
    expect(await owner.ask('lookup:drop.test@bob')).toBe('data:v\n@alice@')
  })

  it('nobody may write (data.update.kinds)', async () => {
    expect(await owner.ask('update:cached:@alice:w.test@bob v')).toMatch(/^error:AT0003-/u)
    const json = JSON.stringify({ atKey: 'cached:@alice:w.test@bob', value: 'v', metadata: {} })
    expect(await owner.ask(`update:json:${json}`)).toMatch(/^error:AT0016-/u)
  })

  it('strangers and peers are not shown (data.lookup.audience)', async () => {
    await origin('update:ttr:-1:public:secondhand.test@bob v')
    await owner.ask('plookup:secondhand.test@bob')
    const nobody = await network().connect({ port: network().portOf(alice) })
    expect(await nobody.ask('lookup:secondhand.test@bob')).toMatch(/^error:AT0015-/u)
    expect(await nobody.ask('scan secondhand')).toBe('data:[]\n@')
    await nobody.close()
    expect(await ofBob.ask('scan:@alice secondhand')).toBe('data:[]\n@bob@')
  })

  itWithClock('are asked for again after ttr (data.cache.usable)', async (advance) => {
    await origin('update:ttr:60:@alice:aging.test@bob first')
    await owner.ask('lookup:aging.test@bob')
    await origin('update:@alice:aging.test@bob second')
    advance(60_000)
    expect(await owner.ask('lookup:aging.test@bob')).toBe('data:first\n@alice@')
    advance(1)
    expect(await show('lookup:all:aging.test@bob')).toMatchObject({
      key: '@alice:aging.test@bob',
      data: 'second',
      metaData: { version: 1, ttr: 60 },
    })
    advance(60_000)
    expect((await show('lookup:all:aging.test@bob')).key).toBe('cached:@alice:aging.test@bob')
  })

  itWithClock(
    'expire with their records, without a commit (data.cache.clocks)',
    async (advance) => {
      await origin('update:ttl:60000:ttr:-1:@alice:short.test@bob v')
      const there = await show('llookup:all:@alice:short.test@bob', ofBob)
      advance(30_000)
      const copy = await show('lookup:all:short.test@bob')
      expect(copy.metaData['expiresAt']).toBe(there.metaData['expiresAt'])
      advance(30_001)
      expect(await owner.ask('lookup:short.test@bob')).toMatch(/^error:AT0015-/u)
      expect(await listed('short.test')).toBe('data:[]\n@alice@')
      expect(await owner.ask('scan:cl short.test')).toBe('data:[]\n@alice@')
    },
  )

  itWithClock(
    'of public records without ttr go after a day (data.cache.clocks)',
    async (advance) => {
      await origin('update:public:daily.test@bob v')
      await owner.ask('plookup:daily.test@bob')
      advance(day)
      expect(await listed('daily.test')).toContain('cached:public:daily.test@bob')
      advance(1)
      expect(await listed('daily.test')).toBe('data:[]\n@alice@')
    },
  )
})
