import { beforeAll, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'

const ending = '\n@alice@'

everywhere('stats', [alice, bob], (network) => {
  let client: LineClient
  let ofBob: LineClient
  beforeAll(async () => {
    const owners = [await activate(network(), alice), await activate(network(), bob)] as const
    client = await logIn(network(), owners[0])
    ofBob = await logIn(network(), owners[1])
    await client.ask('update:public:phone.wavi@alice 1')
    await client.ask('update:@bob:mail.buzz@alice 2')
    await client.ask('delete:old.buzz@alice')
    for (let count = 0; count < 3; count += 1) {
      await ofBob.ask('lookup:mail.buzz@alice')
    }
  })

  async function valueOf(ids: string): Promise<unknown> {
    const reply = await client.ask(`stats:${ids}`)
    expect(reply).toMatch(/^data: \[\{.*\}\]\n@alice@$/u)
    const [first]: { value: unknown }[] = JSON.parse(reply.slice('data:'.length, -ending.length))
    return first?.value
  }

  async function inner(ids: string): Promise<unknown> {
    const value = await valueOf(ids)
    const parsed: unknown = JSON.parse(String(value))
    return parsed
  }

  it('writes an array with blanks, ids as strings (house.stats)', async () => {
    expect(await client.ask('stats:7,1,7')).toMatch(
      /^data: \[\{"id":"7","name":"secondaryServerVersion","value":"[^"]+"\}, \{"id":"1","name":"activeInboundConnections","value":"\d+"\}\]\n@alice@$/u,
    )
  })

  it('without ids answers all of them, ascending (house.stats)', async () => {
    const reply = await client.ask('stats')
    const ids = [...reply.matchAll(/"id":"(?<id>\d+)"/gu)].map(({ groups }) => groups?.['id'])
    expect(ids).toEqual(Array.from({ length: 17 }, (_, index) => String(index + 1)))
  })

  it.each([
    ['1', expect.stringMatching(/^[1-9]\d*$/u)],
    ['2', expect.stringMatching(/^\d+$/u)],
    ['3', expect.stringMatching(/^\d+$/u)],
    ['4', expect.any(Number)],
    ['5', expect.stringMatching(/^\{"@bob":\d+\}$/u)],
    ['6', expect.stringContaining('"mail.buzz@alice":3')],
    ['8', expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}Z$/u)],
    ['9', expect.stringMatching(/^\{"size":"\d+\.\d{2}","units":"[KM]?B"\}$/u)],
    ['10', 'Not Available'],
    ['12', '{}'],
    ['13', '{}'],
    ['14', '{}'],
    [
      '16',
      { total: expect.any(Number), self: expect.any(Number), other: 1, anon: expect.any(Number) },
    ],
  ])('figure %s is %o (house.stats.metrics)', async (id, value) => {
    expect(await valueOf(id)).toEqual(value)
  })

  it('figure 11 counts notifications (house.stats.metrics)', async () => {
    expect(await inner('11')).toEqual({
      total: 0,
      type: { sent: 0, received: 0 },
      status: { delivered: 0, failed: 0, queued: 0 },
      operations: { update: 0, delete: 0 },
      messageType: { key: 0, text: 0 },
      createdOn: expect.any(Number),
    })
  })

  it('figure 17 lists connections by whose they are (house.stats.connections)', async () => {
    const stranger = await network().connect({ port: network().portOf(alice) })
    await stranger.ask('noop:0')
    const time = expect.stringMatching(/Z$/u)
    const one = { from: expect.any(String), created: time, lastAccessed: time }
    expect(await valueOf('17')).toMatchObject({
      self: { list: expect.arrayContaining([{ ...one, from: '@alice' }]) },
      other: { count: 1, list: [{ ...one, from: '@bob' }] },
      anon: { list: expect.arrayContaining([one]) },
    })
    await stranger.close()
  })

  it('figure 15 lists the latest commit of each key, deleted ones too (house.stats.latest-commits)', async () => {
    const id = expect.any(Number)
    expect(await inner('15:.wavi|.buzz')).toEqual({
      'public:phone.wavi@alice': [id, '*'],
      '@bob:mail.buzz@alice': [id, '*'],
      'old.buzz@alice': [id, '-'],
    })
    expect(await inner('15:nosuch')).toEqual({})
    expect(await inner('15')).toHaveProperty(['public:signing_publickey@alice'])
  })

  it('figure 3 takes a pattern (house.stats.last-commit)', async () => {
    const [old, phone] = [await valueOf('3:old'), await valueOf('3:phone')]
    expect(Number(old)).toBe(Number(phone) + 2)
    // Public keys without a namespace are always part of a sync.
    expect(await valueOf('3:nosuch')).toMatch(/^\d+$/u)
  })

  describe('that asks for nonsense', () => {
    it.each([
      ['stats:99', 'No metric with ID 99'],
      ['stats:1,99', 'No metric with ID 99'],
      ['stats:18', 'No metric with ID 18'],
      ['stats:0', 'Invalid syntax. stats:1,2,3'],
      ['stats:x', 'Invalid syntax. stats:1,2,3'],
      ['stats:7:x', 'Invalid syntax. stats:1,2,3'],
      ['stats:3:[', 'Invalid regex: ['],
      ['stats:15:(', 'Invalid regex: ('],
      ['stats:', 'No metric with an empty ID'],
    ])('%s is AT0003 (house.stats.unknown)', async (line, detail) => {
      expect(await client.ask(line)).toBe(`error:AT0003-Invalid syntax : ${detail}${ending}`)
    })

    it('is not for others (gate.order)', async () => {
      const stranger = await network().connect({ port: network().portOf(alice) })
      expect(await stranger.ask('stats:x')).toMatch(/^error:AT0401-/u)
      await stranger.close()
    })
  })

  it.each(['(x+x+)+y', '(.*)*(.*)*(.*)*$z', '((a?){20}){4}b$'])(
    'a pattern like %s keeps nobody waiting (data.pattern.linear)',
    async (pattern) => {
      const items = Array.from({ length: 200 }, (_, index) => ({
        command: `update:${'x'.repeat(200)}${index}@alice v`,
      }))
      await client.ask(`batch:${JSON.stringify(items)}`)
      const answers = [client.ask(`stats:15:${pattern}`), ofBob.ask('noop:0')]
      expect(await Promise.all(answers)).toEqual([
        expect.stringMatching(/^data: /u),
        'data:ok\n@bob@',
      ])
    },
  )
})
