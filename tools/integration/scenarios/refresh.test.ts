import { parseAtSign } from '@atnet/protocol-codec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, activateAt, logIn, logInOn } from '../harness/owners.ts'
import type { AnotherServer } from '../harness/test-network.ts'

/** Whose copies are refreshed: their atServer lets itself be told to. */
const tested = parseAtSign('@tested')

everywhere('a refresh of copies', [bob], (network, itWithClock) => {
  let server: AnotherServer
  let owner: LineClient
  let ofBob: LineClient
  beforeAll(async () => {
    ofBob = await logIn(network(), await activate(network(), bob))
    const place = { atSign: tested, directoryPort: network().directoryPort }
    server = await network().openAnother({ ...place, settings: { testing: true } })
    network().publish(tested, server.port)
    owner = await network().connect({ port: server.port })
    await logInOn(owner, await activateAt(network(), tested, server))
  })
  afterAll(() => server[Symbol.asyncDispose]())

  async function origin(line: string): Promise<void> {
    expect(await ofBob.ask(line)).toMatch(/^data:\d+\n@bob@$/u)
  }
  const copy = (key: string): Promise<string> => owner.ask(`llookup:cached:${key}`)
  const gone = (key: string): string =>
    `error:AT0015-key not found : cached:${key} does not exist in keystore\n@tested@`
  /** Asks again until the answer is another one; a refresh goes on beside everything else. */
  async function until(line: string, isSo: (reply: string) => boolean): Promise<string> {
    for (;;) {
      const reply = await owner.ask(line)
      if (isSo(reply)) {
        return reply
      }
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    }
  }

  describe('that is asked for (data.cache.refresh)', () => {
    it('follows origins that have changed or gone, and leaves the rest', async () => {
      await origin('update:public:changed.test@bob first')
      await origin('update:public:equal.test@bob same')
      await origin('update:public:gone.test@bob v')
      await origin('update:ttr:-1:@tested:ever.test@bob first')
      await origin('update:ttr:600:@tested:fresh.test@bob first')
      for (const key of ['changed', 'equal', 'gone']) {
        await owner.ask(`plookup:${key}.test@bob`)
      }
      for (const key of ['ever', 'fresh']) {
        await owner.ask(`lookup:${key}.test@bob`)
      }
      const equal = await owner.ask('llookup:all:cached:public:equal.test@bob')
      await origin('update:public:changed.test@bob second')
      await origin('update:@tested:ever.test@bob second')
      await origin('update:@tested:fresh.test@bob second')
      await ofBob.ask('delete:public:gone.test@bob')
      expect(await owner.ask('config:set:doCacheRefreshNow=true')).toBe('data:ok\n@tested@')
      await until('llookup:cached:public:gone.test@bob', (reply) => reply.startsWith('error:'))
      await until('llookup:cached:public:changed.test@bob', (reply) => reply.includes('second'))
      expect(await copy('public:gone.test@bob')).toBe(gone('public:gone.test@bob'))
      expect(await owner.ask('llookup:all:cached:public:equal.test@bob')).toBe(equal)
      expect(await copy('@tested:ever.test@bob')).toBe('data:first\n@tested@')
      expect(await copy('@tested:fresh.test@bob')).toBe('data:first\n@tested@')
      expect(await owner.ask('llookup:meta:cached:public:changed.test@bob')).toMatch(
        /"version":1,"ttl":86400000/u,
      )
    })
  })

  itWithClock('comes by itself within a day (data.cache.refresh.daily)', async (advance) => {
    await origin('update:ttr:600:@tested:daily.test@bob first')
    await origin('update:ttr:2592000:@tested:monthly.test@bob first')
    await owner.ask('lookup:daily.test@bob')
    await owner.ask('lookup:monthly.test@bob')
    await origin('update:@tested:daily.test@bob second')
    await origin('update:@tested:monthly.test@bob second')
    advance(86_400_000)
    await until('llookup:cached:@tested:daily.test@bob', (reply) => reply.includes('second'))
    expect(await copy('@tested:monthly.test@bob')).toBe('data:first\n@tested@')
  })
})
