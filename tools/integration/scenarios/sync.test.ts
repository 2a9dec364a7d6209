import { beforeAll, describe, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'

/** An entry of a sync as clients read it. */
type Entry = {
  readonly atKey: string
  readonly value: string | null
  readonly metadata: Readonly<Record<string, string>> | null
  readonly commitId: number
  readonly operation: string
}

const ending = '\n@alice@'
const badSyntax =
  'error:AT0003-Invalid syntax : Invalid syntax. syntax sync:from:1:limit:10:.wavi\n@alice@'

everywhere('sync', [alice], (network, itWithClock) => {
  let owner: Owner
  let client: LineClient
  /** The newest commit before the records of this test. */
  let start: number
  beforeAll(async () => {
    owner = await activate(network(), alice)
    client = await logIn(network(), owner)
    start = await lastCommit()
  })

  async function lastCommit(pattern = ''): Promise<number> {
    const reply = await client.ask(`stats:3${pattern}`)
    const value = /^data: \[\{"id":"3","name":"lastCommitID","value":"(?<id>\d+)"\}\]\n@alice@$/u
    return Number(value.exec(reply)?.groups?.['id'] ?? Number.NaN)
  }

  async function entriesOf(line: string): Promise<readonly Entry[]> {
    const reply = await client.ask(line)
    expect(reply).toMatch(/^data:\[.*\]\n@alice@$/u)
    const entries: readonly Entry[] = JSON.parse(reply.slice('data:'.length, -ending.length))
    return entries
  }

  async function keysOf(line: string): Promise<readonly string[]> {
    return (await entriesOf(line)).map(({ atKey }) => atKey)
  }

  describe('of a few records', () => {
    beforeAll(async () => {
      for (const line of [
        'update:public:country.wavi@alice Denmark',
        'update:@bob:mail.buzz@alice x',
        'update:ttl:100000:isEncrypted:true:_hidden.buzz@alice y',
        'update:public:_cookie.buzz@alice never',
        'update:public:__seen.buzz@alice z',
        'update:ttb:100000:unborn.wavi@alice later',
        'update:meta:valueless.wavi@alice:ttl:100000',
        'update:_latestnotificationidv2 7',
        'update:old.wavi@alice gone',
        'delete:old.wavi@alice',
        'delete:public:never.wavi@alice',
        'update:public:phone@alice 1',
      ]) {
        await client.ask(line)
      }
    })

    it('gives what was committed, ascending, one entry for each key (data.sync)', async () => {
      const entries = await entriesOf(`sync:from:${start}`)
      expect(entries.map(({ atKey, operation }) => `${operation} ${atKey}`)).toEqual([
        '* public:country.wavi@alice',
        '* @bob:mail.buzz@alice',
        '* _hidden.buzz@alice',
        '* public:__seen.buzz@alice',
        '* unborn.wavi@alice',
        '# valueless.wavi@alice',
        '- old.wavi@alice',
        '- public:never.wavi@alice',
        '* public:phone@alice',
      ])
      const ids = entries.map(({ commitId }) => commitId)
      expect(ids).toEqual(ids.toSorted((a, b) => a - b))
      expect(ids.at(-1)).toBe(await lastCommit())
    })

    it('writes metadata in strings, and nulls where there is nothing (data.sync.rendering)', async () => {
      const reply = await client.ask(`sync:from:${start}:limit:1`)
      const time = '\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z'
      expect(reply).toMatch(
        new RegExp(
          '^data:\\[\\{"atKey":"public:country\\.wavi@alice","value":"Denmark","metadata":' +
            `\\{"createdBy":"@alice","updatedBy":"@alice","createdAt":"${time}","updatedAt":"${time}",` +
            '"status":"active","version":"0","isBinary":"false","isEncrypted":"false"\\},' +
            `"commitId":${start + 1},"operation":"\\*"\\}\\]\\n@alice@$`,
          'u',
        ),
      )
      const entries = await entriesOf(`sync:from:${start}`)
      const find = (name: string): Entry | undefined =>
        entries.find(({ atKey }) => atKey.includes(name))
      expect(find('hidden')).toMatchObject({
        value: 'y',
        metadata: { ttl: '100000', isEncrypted: 'true', version: '0' },
      })
      expect(find('unborn')).toMatchObject({ value: 'later', metadata: { ttb: '100000' } })
      expect(find('valueless')).toMatchObject({ value: null, metadata: { ttl: '100000' } })
      expect(find('old')).toMatchObject({ value: null, metadata: null })
    })

    it.each([
      [':limit:2', ['public:country.wavi@alice', '@bob:mail.buzz@alice']],
      [
        ':.buzz',
        [
          '@bob:mail.buzz@alice',
          '_hidden.buzz@alice',
          'public:__seen.buzz@alice',
          'public:phone@alice',
        ],
      ],
      [':limit:2:.buzz', ['@bob:mail.buzz@alice', '_hidden.buzz@alice']],
      [':limit:9:^public:__', ['public:__seen.buzz@alice', 'public:phone@alice']],
      [':limit:9:BUZZ', ['public:phone@alice']],
      [':limit:1:old|never', ['old.wavi@alice']],
    ])('chooses first and cuts the page then: %s (data.sync.page)', async (options, keys) => {
      expect(await keysOf(`sync:from:${start}${options}`)).toEqual(keys)
    })

    it('takes a limit of 0 for none: an empty page would be an end (data.sync.page)', async () => {
      expect(await keysOf(`sync:from:${start}:limit:0`)).toHaveLength(9)
    })

    it('leaves out deletions on demand (data.sync.skip-deletes)', async () => {
      const entries = await entriesOf(`sync:from:${start}`)
      const never = entries.at(-2)?.commitId ?? 0
      const old = entries.at(-3)?.commitId ?? 0
      const some = `sync:from:${start}:limit:99:skipDeletesUntil:${old}`
      expect(await keysOf(`${some}:wavi`)).not.toContain('old.wavi@alice')
      expect(await keysOf(some)).toContain('public:never.wavi@alice')
      expect(await keysOf(`sync:from:${start}:skipDeletesUntil:${never}`)).toHaveLength(7)
      await client.ask('delete:last.wavi@alice')
      const all = await keysOf(`sync:from:${start}:skipDeletesUntil:${await lastCommit()}`)
      expect(all.filter((key) => /old|never|last/u.test(key))).toEqual(['last.wavi@alice'])
    })

    it('and stats:3 speak of the same entries (house.stats.last-commit)', async () => {
      for (const pattern of ['', ':.wavi', ':.buzz', ':nosuch', ':^public:__', ':old']) {
        const entries = await entriesOf(`sync:from:-1:limit:99${pattern}`)
        expect([pattern, await lastCommit(pattern)]).toEqual([pattern, entries.at(-1)?.commitId])
      }
    })

    it('is empty when there is nothing more, and only then (data.sync)', async () => {
      expect(await client.ask(`sync:from:${await lastCommit()}`)).toBe(`data:[]${ending}`)
      expect(await client.ask('sync:from:99999:limit:10')).toBe(`data:[]${ending}`)
      let after = -1
      const seen: string[] = []
      for (;;) {
        const page = await entriesOf(`sync:from:${after}:limit:2:.wavi`)
        if (page.length === 0) {
          break
        }
        seen.push(...page.map(({ atKey }) => atKey))
        after = page.at(-1)?.commitId ?? after
      }
      expect(seen).toEqual(await keysOf('sync:from:-1:limit:99:.wavi'))
    })
  })

  it.each([
    ['sync:from:-2:limit:3', badSyntax],
    ['sync:from:x:limit:3', badSyntax],
    ['sync:from:', badSyntax],
    ['sync:from:1:', badSyntax],
    ['sync:-1', `error:AT0003-Invalid syntax : invalid command${ending}`],
    ['sync:from:-1:limit:3:[', `error:AT0003-Invalid syntax : Invalid regex: [${ending}`],
  ])('answers %s with AT0003 and stays (data.pattern.linear)', async (line, reply) => {
    expect(await client.ask(line)).toBe(reply)
    expect(await client.ask('noop:0')).toBe(`data:ok${ending}`)
  })

  it.each(['sync:from:-1', 'sync:from:x', 'scan:cl', 'stats:3', 'batch:[]'])(
    'tells nobody else anything: %s (gate.order)',
    async (line) => {
      const stranger = await network().connect({ port: network().portOf(alice) })
      expect(await stranger.ask(line)).toBe(
        'error:AT0401-Exception: Command cannot be executed without auth\n@',
      )
      await stranger.close()
    },
  )

  it('cuts pages of 25 unless asked otherwise, and of 5 MiB in any case (data.sync.page)', async () => {
    const before = await lastCommit()
    const value = 'x'.repeat(2_000_000)
    for (const name of ['a', 'b', 'c']) {
      await client.ask(`update:${name}.big@alice ${value}`)
    }
    await client.ask(`update:d.big@alice ${value.repeat(4)}`)
    for (let number = 0; number < 30; number += 1) {
      await client.ask(`update:${number}.small@alice v`)
    }
    const pages: (readonly string[])[] = []
    let after = before
    while (after < (await lastCommit())) {
      const page = await entriesOf(`sync:from:${after}`)
      pages.push(page.map(({ atKey }) => atKey.replace(/\..*/u, '')))
      after = page.at(-1)?.commitId ?? after
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 1, 1, 25, 5])
    expect(pages.flat().slice(0, 4)).toEqual(['a', 'b', 'c', 'd'])
    expect(await keysOf(`sync:from:${after - 30}:limit:100`)).toHaveLength(30)
    for (const name of ['a', 'b', 'c', 'd']) {
      await client.ask(`delete:${name}.big@alice`)
    }
  })

  itWithClock('leaves out a record that expired and was swept, ids included', async (advance) => {
    await client.ask('update:ttl:1000:brief.test@alice v')
    expect(await keysOf('sync:from:-1:limit:99:brief')).toContain('brief.test@alice')
    advance(2_000)
    await client.ask('update:after.test@alice v')
    expect(await keysOf('sync:from:-1:limit:99:brief')).not.toContain('brief.test@alice')
  })
})
