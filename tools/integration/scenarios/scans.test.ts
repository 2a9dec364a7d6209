import { beforeAll, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'

const ending = '\n@alice@'
const badSyntax = `error:AT0003-Invalid syntax : Invalid syntax. scan${ending}`

everywhere('scan', [alice, bob], (network, itWithClock) => {
  let client: LineClient
  let ofBob: LineClient
  beforeAll(async () => {
    const owners = [await activate(network(), alice), await activate(network(), bob)] as const
    client = await logIn(network(), owners[0])
    ofBob = await logIn(network(), owners[1])
    for (const line of [
      'update:public:phone.test@alice 1',
      'update:public:_single.test@alice 1',
      'update:public:__double.test@alice 1',
      'update:_hidden.test@alice 1',
      'update:@bob:_x.test@alice 1',
      'update:a.test@alice 1',
      'update:ttb:100000:unborn.test@alice 1',
      'update:gone.test@alice 1',
      'delete:gone.test@alice',
    ]) {
      await client.ask(line)
    }
    await ofBob.ask('update:@alice:hello.test@bob from bob')
    await ofBob.ask('update:public:__hidden.test@bob by name only')
  })

  it.each([
    ['scan test', '["@bob:_x.test@alice","a.test@alice","public:phone.test@alice"]'],
    [
      'scan:showhidden:true test',
      '["@bob:_x.test@alice","_hidden.test@alice","a.test@alice","public:__double.test@alice","public:phone.test@alice"]',
    ],
    ['scan:showhidden:false ^a', '["a.test@alice"]'],
    ['scan:@alice ^a', '["a.test@alice"]'],
    ['scan:page:7 ^a', '["a.test@alice"]'],
    ['scan ^public:p', '["public:phone.test@alice","public:publickey@alice"]'],
    ['scan nothing', '[]'],
    ['scan \\S{50}', '[]'],
    ['scan TEST', '[]'],
    ['scan:@bob', '["hello.test@bob"]'],
    ['scan:@bob nothing', '[]'],
    ['scan:@bob ^@alice:h', '["hello.test@bob"]'],
    ['scan:showhidden:true:@bob', '["hello.test@bob"]'],
  ])('%s gives %s (data.scan.page)', async (line, keys) => {
    expect(await client.ask(line)).toBe(`data:${keys}${ending}`)
  })

  it.each([
    ['scan:', badSyntax],
    ['scan:bob', badSyntax],
    ['scan@', badSyntax],
    ['scan  two', badSyntax],
    ['scan one two', badSyntax],
    ['scan [', `error:AT0003-Invalid syntax : Invalid regex: [${ending}`],
    ['scan:cl (', `error:AT0003-Invalid syntax : Invalid regex: (${ending}`],
    [
      'scan:cl:@bob',
      `error:AT0022-Illegal arguments : the commit log of another atSign cannot be listed${ending}`,
    ],
  ])('%s is refused and the connection stays', async (line, reply) => {
    expect(await client.ask(line)).toBe(reply)
    expect(await client.ask('noop:0')).toBe(`data:ok${ending}`)
  })

  it('another atSign is only asked for its owner’s friends (data.scan)', async () => {
    const stranger = await network().connect({ port: network().portOf(alice) })
    expect(await stranger.ask('scan:@bob')).toBe(
      'error:AT0401-Exception: Scan to another atSign cannot be performed without auth\n@',
    )
    await stranger.close()
  })

  it('cl lists commits, deletions included, ascending (data.scan.commits)', async () => {
    const reply = await client.ask('scan:cl test')
    const time = '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z'
    expect(reply).toMatch(
      new RegExp(
        `^data:\\[\\{"atKey":"public:phone\\.test@alice","operation":"\\*","commitId":\\d+,"opTime":"${time}"\\},`,
        'u',
      ),
    )
    const found = [
      ...reply.matchAll(/"atKey":"(?<key>[^"]+)","operation":"(?<op>.)","commitId":(?<id>\d+)/gu),
    ]
    expect(found.map(({ groups }) => `${groups?.['op']} ${groups?.['key']}`)).toEqual([
      '* public:phone.test@alice',
      '* @bob:_x.test@alice',
      '* a.test@alice',
      '* unborn.test@alice',
      '- gone.test@alice',
    ])
    const ids = found.map(({ groups }) => Number(groups?.['id']))
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    const hidden = await client.ask('scan:cl:showhidden:true test')
    expect(hidden.match(/"atKey"/gu)).toHaveLength(7)
    expect(await client.ask('scan:cl:@alice nothing')).toBe(`data:[]${ending}`)
  })

  itWithClock('lists a record from its birth to its end (data.scan.live)', async (advance) => {
    await client.ask('update:ttl:1000:ttb:1000:brief.live@alice v')
    expect(await client.ask('scan live')).toBe(`data:[]${ending}`)
    advance(1_500)
    expect(await client.ask('scan live')).toBe(`data:["brief.live@alice"]${ending}`)
    advance(1_000)
    expect(await client.ask('scan live')).toBe(`data:[]${ending}`)
  })
})
