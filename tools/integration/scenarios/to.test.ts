import { beforeAll, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'

everywhere('to:', [alice, bob], (network) => {
  let keys: Owner
  beforeAll(async () => {
    keys = await activate(network(), alice)
  })
  function stranger(at = alice): Promise<LineClient> {
    return network().connect({ port: network().portOf(at) })
  }
  async function shown(client: LineClient, line: string): Promise<unknown> {
    const reply = /^data:(?<json>\{.*\})\n@$/u.exec(await client.ask(line))?.groups
    const parsed: unknown = JSON.parse(reply?.['json'] ?? '')
    return parsed
  }

  it.each(['to:@alice', 'to:alice', 'to:@ALICE'])(
    'as a first line, %s answers both public keys as lookup:all: does (house.to)',
    async (line) => {
      const client = await stranger()
      const answer = await shown(client, line)
      expect(answer).toEqual({
        publickey: await shown(client, 'lookup:all:publickey@alice'),
        signing_publickey: await shown(client, 'lookup:all:signing_publickey@alice'),
      })
      expect(answer).toMatchObject({
        publickey: { key: 'public:publickey@alice', data: keys.publicKey },
      })
      await client.close()
    },
  )

  it('has null for a key that is not there (house.to)', async () => {
    const client = await stranger(bob)
    expect(await client.ask('to:@bob')).toMatch(
      /^data:\{"publickey":null,"signing_publickey":\{"key":"public:signing_publickey@bob",.*\}\}\n@$/u,
    )
    await client.close()
  })

  it.each(['to:@bob', 'to:nobody'])('is AT0007 for another: %s (house.to)', async (line) => {
    const client = await stranger()
    const name = line.replace(/^to:@?/u, '@')
    expect(await client.ask(line)).toBe(
      `error:AT0007-Exception: ${name} is not hosted on this atServer\n@`,
    )
    expect(await client.ask('noop:0')).toBe('data:ok\n@')
    await client.close()
  })

  it.each(['to:', 'to:@alice bob', 'to:@alice:x', 'to'])(
    'is AT0003 for %j (wire.to.grammar)',
    async (line) => {
      const client = await stranger()
      expect(await client.ask(line)).toMatch(/^error:AT0003-Exception: [^\n]*\n@$/u)
      await client.close()
    },
  )

  it('changes nothing of who one is (house.to)', async () => {
    const owner = await logIn(network(), keys)
    expect(await owner.ask('to:@alice')).toMatch(/^data:\{.*\}\n@alice@$/u)
    expect(await owner.ask('to:@bob')).toMatch(/^error:AT0007-[^\n]*\n@alice@$/u)
    const client = await stranger()
    await client.ask('to:@alice')
    expect(await client.ask('llookup:publickey@alice')).toMatch(/^error:AT0401-/u)
    await client.close()
    await owner.close()
  })
})
