import { beforeAll, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'

const ending = '\n@alice@'

/** An entry that tells of an error. */
function failed(id: number | null, code: string, message: string): unknown {
  return { id, response: { error_code: code, error_message: message } }
}

everywhere('a batch', [alice, bob], (network) => {
  let owner: Owner
  let client: LineClient
  beforeAll(async () => {
    owner = await activate(network(), alice)
    client = await logIn(network(), owner)
    const ofBob = await logIn(network(), await activate(network(), bob))
    await ofBob.ask('update:@alice:hello.test@bob from bob')
    await ofBob.close()
  })

  async function entriesOf(lines: readonly string[], how = ''): Promise<readonly unknown[]> {
    const items = lines.map((command, index) => ({ id: index + 1, command }))
    const reply = await client.ask(`batch:${how}${JSON.stringify(items)}`)
    expect(reply).toMatch(/^data:\[.*\]\n@alice@$/u)
    const entries: readonly unknown[] = JSON.parse(reply.slice('data:'.length, -ending.length))
    return entries
  }

  it('answers one entry for each command, in order (data.batch)', async () => {
    const entries = await entriesOf([
      'update:public:b1.wavi@alice v1',
      'llookup:public:b1.wavi@alice',
      'llookup:nosuch.wavi@alice',
      'foo',
      'update:bad',
      'lookup:hello.test@bob',
      'delete:public:b1.wavi@alice',
      'scan b1',
      'noop:0',
      'stats:7',
      'update:public:b2.wavi@bob v1',
    ])
    const id = expect.stringMatching(/^\d+$/u)
    expect(entries).toEqual([
      { id: 1, response: { data: id } },
      { id: 2, response: { data: 'v1' } },
      failed(3, 'AT0015', 'key not found'),
      failed(4, 'AT0003', 'Invalid syntax'),
      failed(5, 'AT0003', 'Invalid syntax'),
      { id: 6, response: { data: 'from bob' } },
      { id: 7, response: { data: id } },
      { id: 8, response: { data: '[]' } },
      { id: 9, response: { data: 'ok' } },
      { id: 10, response: { data: expect.stringContaining('secondaryServerVersion') } },
      failed(11, 'AT0016', 'Invalid key'),
    ])
  })

  it('has nothing to say where a command answers nothing (data.batch.entries)', async () => {
    await client.ask('update:meta:empty.test@alice:ttl:0')
    const reply = await client.ask(
      'batch:[{"id":1,"command":"update:ttb:100000:a.test@alice v"},{"command":"llookup:a.test@alice"}]',
    )
    expect(reply).toMatch(
      /^data:\[\{"id":1,"response":\{"data":"\d+"\}\},\{"id":null,"response":\{\}\}\]\n@alice@$/u,
    )
  })

  it.each([
    ['batch:[]', 'data:[]'],
    ['BATCH:[{"id":7,"command":" NoOp:0 "}]', 'data:[{"id":7,"response":{"data":"ok"}}]'],
    [
      'batch:[{"id":1,"command":"update:x.test@alice a\\nb"}]',
      'data:[{"id":1,"response":{"error_code":"AT0003","error_message":"Invalid syntax"}}]',
    ],
    ['batch:x', 'error:AT0003-Invalid syntax : the batch is not JSON'],
    ['batch:{}', 'error:AT0010-Internal server error : the commands of a batch are not an array'],
    [
      'batch:[{"id":"s","command":"scan"}]',
      'error:AT0010-Internal server error : a command of a batch has no text, or an id that is no integer',
    ],
    [
      'batch:',
      'error:AT0003-Invalid syntax : Invalid syntax. e.g batch:[{"id":1, "commmand":"update:location@alice newyork"},{"id":2, "commmand":"delete:location@alice"}]',
    ],
  ])('answers %s and stays (data.batch.malformed)', async (line, answer) => {
    expect(await client.ask(line)).toBe(`${answer}${ending}`)
    expect(await client.ask('noop:0')).toBe(`data:ok${ending}`)
  })

  it('runs nothing of what it cannot read (data.batch.malformed)', async () => {
    const items = '[{"id":1,"command":"update:unread.test@alice v"},{"id":2,"command":3}]'
    expect(await client.ask(`batch:${items}`)).toMatch(/^error:AT0010-/u)
    expect(await client.ask('llookup:unread.test@alice')).toMatch(/^error:AT0015-/u)
  })

  it('refuses what would change the connection, one by one (data.batch.allowed)', async () => {
    const lines = ['from:@bob', 'pol', 'monitor', 'batch:[]', '@exit', 'config:set:a=b', 'noop:0']
    const refused = lines
      .slice(0, -1)
      .map((_, index) => failed(index + 1, 'AT0022', 'Illegal arguments'))
    expect(await entriesOf(lines)).toEqual([...refused, { id: 7, response: { data: 'ok' } }])
  })

  describe('that aborts (data.batch.abort)', () => {
    it('skips everything after the first failure', async () => {
      const entries = await entriesOf(
        ['update:c1.test@alice v', 'llookup:no.test@alice', 'update:c2.test@alice v', 'noop:0'],
        'abortOnFailure:',
      )
      expect(entries).toEqual([
        { id: 1, response: { data: expect.stringMatching(/^\d+$/u) } },
        failed(2, 'AT0015', 'key not found'),
        { id: 3, skipped: true },
        { id: 4, skipped: true },
      ])
      expect(await client.ask('llookup:c1.test@alice')).toBe(`data:v${ending}`)
      expect(await client.ask('llookup:c2.test@alice')).toMatch(/^error:AT0015-/u)
    })

    it('knows of a refused write before the next command runs', async () => {
      const entries = await entriesOf(
        [
          'update:immutable:true:once.test@alice 1',
          'update:once.test@alice 2',
          'delete:force:once.test@alice',
        ],
        'abortOnFailure:',
      )
      expect(entries.slice(1)).toEqual([
        failed(2, 'AT0032', 'Illegal state exception'),
        { id: 3, skipped: true },
      ])
      expect(await client.ask('llookup:once.test@alice')).toBe(`data:1${ending}`)
    })

    it('is announced (house.info.features)', async () => {
      expect(await client.ask('info:brief')).toContain('"batch.abortOnFailure"')
    })
  })

  it('undoes a failed write alone (data.batch)', async () => {
    const entries = await entriesOf([
      'update:immutable:true:fixed.test@alice 1',
      'update:fixed.test@alice 2',
      'update:free.test@alice 3',
    ])
    expect(entries[1]).toEqual(failed(2, 'AT0032', 'Illegal state exception'))
    expect(await client.ask('llookup:free.test@alice')).toBe(`data:3${ending}`)
  })

  it('of many writes is on disk when it is answered (data.batch.group-commit)', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => `update:m${index}.many@alice ${index}`)
    const entries = await entriesOf(lines)
    expect(entries).toHaveLength(300)
    await client.close()
    await network().restart(alice)
    client = await logIn(network(), owner)
    expect(await client.ask('llookup:m299.many@alice')).toBe(`data:299${ending}`)
    const last = await entriesOf(['scan many', 'delete:m0.many@alice'])
    expect(JSON.stringify(last[0]).match(/many@alice/gu)).toHaveLength(300)
  })

  it('tells an answer it has no room for as an error (limit.batch.reply)', async () => {
    await client.ask(`update:large.test@alice ${'x'.repeat(6_000_000)}`)
    const line = 'llookup:large.test@alice'
    const entries = await entriesOf([line, line, 'noop:0'])
    expect(entries.slice(1)).toEqual([
      failed(2, 'AT0005', 'Buffer limit exceeded'),
      { id: 3, response: { data: 'ok' } },
    ])
    await client.ask('delete:large.test@alice')
  })
})
