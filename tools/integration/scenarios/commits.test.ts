import { beforeAll, describe, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'

everywhere('what a write leaves in the commit log', [alice], (network) => {
  let owner: LineClient
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
  })

  /** Sends a line and gives the commit id it answers. */
  async function idOf(line: string): Promise<number> {
    const reply = await owner.ask(line)
    const id = /^data:(?<id>-?\d+)\n@alice@$/u.exec(reply)?.groups?.['id']
    if (id === undefined) {
      throw new Error(`${line} was answered ${JSON.stringify(reply)}`)
    }
    return Number(id)
  }

  /** The entries of one record: operation, commit id, and when. */
  async function entriesOf(name: string): Promise<unknown> {
    const reply = await owner.ask(`scan:cl ${name}`)
    const entries: unknown = JSON.parse(reply.slice('data:'.length, -'\n@alice@'.length))
    return entries
  }

  async function opTimeOf(name: string): Promise<number> {
    const reply = await owner.ask(`scan:cl ${name}`)
    const time = /"opTime":"(?<time>[^"]*)"/u.exec(reply)?.groups?.['time'] ?? ''
    return Date.parse(time.replace(' ', 'T'))
  }

  it.each([
    ['*', 'an update', 'update:public:a.test@alice v'],
    [
      '*',
      'an update in JSON',
      'update:json:{"atKey":"public:a.test@alice","value":"v","metadata":{}}',
    ],
    ['#', 'one of metadata', 'update:meta:public:a.test@alice:ttl:90000'],
    ['-', 'a delete', 'delete:public:a.test@alice'],
    ['-', 'a delete of nothing', 'delete:public:a.test@alice'],
    ['#', 'one of metadata where nothing was', 'update:meta:public:a.test@alice'],
  ])(
    '%s for %s, and nothing older of that key (data.commit.one-per-key)',
    async (operation, _claim, line) => {
      const commitId = await idOf(line)
      expect(await entriesOf('a.test')).toEqual([
        expect.objectContaining({ atKey: 'public:a.test@alice', operation, commitId }),
      ])
    },
  )

  describe('with nc is nothing, and takes away what was there (data.write.no-commit)', () => {
    it.each([
      'update:nc:nc.test@alice v',
      'update:nc:json:{"atKey":"nc.test@alice","value":"v","metadata":{}}',
      'update:meta:nc:nc.test@alice',
      'delete:nc:nc.test@alice',
    ])('%s', async (line) => {
      const before = await idOf('update:nc.test@alice v')
      expect(await idOf(line)).toBe(-1)
      expect(await entriesOf('nc.test')).toEqual([])
      expect(await idOf('update:other.test@alice v')).toBe(before + 1)
    })

    it('also of a key that is gone already', async () => {
      await idOf('update:gone.test@alice v')
      await idOf('delete:gone.test@alice')
      expect(await idOf('delete:nc:gone.test@alice')).toBe(-1)
      expect(await entriesOf('gone.test')).toEqual([])
    })
  })

  it.each([
    ['update:uAt:2020-01-01T00:00:01.5Z:time.test@alice v', '2020-01-01T00:00:01.500Z'],
    ['update:meta:time.test@alice:uAt:2020-01-01T00:00:02Z', '2020-01-01T00:00:02.000Z'],
    ['delete:dAt:2020-01-01T00:00:03.123456Z:time.test@alice', '2020-01-01T00:00:03.123Z'],
  ])(
    '%s carries the time it asserts (data.metadata.asserted, data.delete.time)',
    async (line, at) => {
      await idOf(line)
      expect(new Date(await opTimeOf('time.test')).toISOString()).toBe(at)
    },
  )
})
