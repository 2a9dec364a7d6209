import { beforeAll, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'

const taken = 'error:AT0032-Illegal state exception : Immutable records may not be updated\n@alice@'

everywhere('an immutable record', [alice], (network) => {
  let keys: Owner
  let owner: LineClient
  beforeAll(async () => {
    keys = await activate(network(), alice)
    owner = await logIn(network(), keys)
  })

  it('is created by exactly one of eight who try at once (data.immutable)', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => logIn(network(), keys)))
    for (let round = 0; round < 10; round += 1) {
      const key = `lock${round}.test@alice`
      const replies = await Promise.all(
        clients.map((client, index) =>
          client.ask(`update:ttl:600000:immutable:true:${key} holder ${index}`),
        ),
      )
      const winners = replies.flatMap((reply, index) => (/^data:\d+\n/u.test(reply) ? [index] : []))
      expect(winners.length).toBe(1)
      expect(replies.filter((reply) => reply === taken).length).toBe(7)
      expect(await owner.ask(`llookup:${key}`)).toBe(`data:holder ${winners[0]}\n@alice@`)
    }
    await Promise.all(clients.map((client) => client.close()))
  })

  it.each([
    'update:kept.test@alice w',
    'update:immutable:false:kept.test@alice w',
    'update:nc:kept.test@alice w',
    'update:meta:kept.test@alice:ttl:1',
    'update:json:{"atKey":"kept.test@alice","value":"w","metadata":{}}',
  ])('is not changed by %s (data.immutable)', async (line) => {
    await owner.ask('update:immutable:true:kept.test@alice v')
    expect(await owner.ask(line)).toBe(taken)
    expect(await owner.ask('llookup:kept.test@alice')).toBe('data:v\n@alice@')
  })

  it('is deleted by force alone, and can be made again (data.immutable)', async () => {
    await owner.ask('update:immutable:true:forced.test@alice v')
    expect(await owner.ask('delete:forced.test@alice')).toBe(
      'error:AT0032-Illegal state exception : Immutable records may not be deleted without the force flag\n@alice@',
    )
    expect(await owner.ask('delete:force:forced.test@alice')).toMatch(/^data:\d+\n/u)
    expect(await owner.ask('update:immutable:true:forced.test@alice w')).toMatch(/^data:\d+\n/u)
  })

  it('can be made again when it has expired (data.update.over-expired)', async () => {
    const line = 'update:ttl:20:immutable:true:short.test@alice'
    expect(await owner.ask(`${line} v`)).toMatch(/^data:\d+\n/u)
    await network().hurry([30], () => owner.ask('noop:30'))
    expect(await owner.ask('update:ttl:60000:immutable:true:short.test@alice w')).toMatch(
      /^data:\d+\n/u,
    )
    expect(await owner.ask('llookup:short.test@alice')).toBe('data:w\n@alice@')
  })

  it('stays so over a restart (data.immutable)', async () => {
    await owner.ask('update:immutable:true:restart.test@alice v')
    await owner.close()
    await network().restart(alice)
    owner = await logIn(network(), keys)
    expect(await owner.ask('update:restart.test@alice w')).toBe(taken)
  })
})
