import { afterAll, beforeAll, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'

everywhere('values that are long in JSON', [alice, bob], (network) => {
  let owner: LineClient
  let addressee: LineClient
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
    addressee = await logIn(network(), await activate(network(), bob))
  })
  afterAll(async () => {
    await owner.close()
    await addressee.close()
  })

  it('are read by their addressee, or are not stored at all (data.update.answerable)', async () => {
    const fitting = '"'.repeat(5_100_000)
    expect(await owner.ask(`update:@bob:big.test@alice ${fitting}`)).toMatch(/^data:\d+\n@alice@$/u)
    // Millions of characters make no good message when they differ.
    expect((await addressee.ask('lookup:big.test@alice')) === `data:${fitting}\n@bob@`).toBe(true)

    const reply = await owner.ask(`update:@bob:big.test@alice ${'"'.repeat(10_000_000)}`)
    expect(reply).toMatch(
      /^error:AT0022-Illegal arguments : the record takes 20000\d{3} bytes in JSON, more than the 10305536 of a reply\n@alice@$/u,
    )
    const kept = await owner.ask('llookup:@bob:big.test@alice')
    expect(kept === `data:${fitting}\n@alice@`).toBe(true)
    expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
  })
})
