import { parseAtSign } from '@atnet/protocol-codec'
import { beforeAll, describe, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, activateAt, logIn, logInOn, type Owner } from '../harness/owners.ts'

const usage = 'Invalid syntax. syntax delete:@<atkey> e.g delete:phone@alice'

everywhere('what the owner removes', [alice], (network) => {
  let keys: Owner
  let owner: LineClient
  beforeAll(async () => {
    keys = await activate(network(), alice)
    owner = await logIn(network(), keys)
  })

  const missing = (key: string): string =>
    `error:AT0015-key not found : ${key} does not exist in keystore\n@alice@`

  describe('goes, whatever it was (data.delete)', () => {
    it.each([
      [
        'update:public:phone.test@alice v',
        'delete:public:Phone.Test@ALICE',
        'public:phone.test@alice',
      ],
      ['update:self.test@alice v', 'delete:self.test@alice', 'self.test@alice'],
      [
        'update:@bob:mail.test@alice v',
        'delete:priority:high:@bob:mail.test@alice',
        '@bob:mail.test@alice',
      ],
      ['update:@alice:own.test@alice v', 'delete:@alice:own.test@alice', '@alice:own.test@alice'],
      ['update:shared_key.bob@alice v', 'delete:shared_key.bob@alice', 'shared_key.bob@alice'],
    ])('%s, then %s', async (update, line, key) => {
      const written = Number(/^data:(\d+)\n/u.exec(await owner.ask(update))?.[1])
      expect(await owner.ask(line)).toBe(`data:${written + 1}\n@alice@`)
      expect(await owner.ask(`llookup:${key}`)).toBe(missing(key))
      expect(await owner.ask(line)).toBe(`data:${written + 2}\n@alice@`)
    })

    it('but not under a key that no record can have (data.delete.key-length)', async () => {
      const before = await owner.ask('stats:3')
      const key = `public:${'x'.repeat(1_000_000)}.test@alice`
      expect(await owner.ask(`delete:${key}`)).toBe(
        `error:AT0016-Invalid key : key length ${key.length} is greater than max allowed 248 chars\n@alice@`,
      )
      expect(await owner.ask('stats:3')).toBe(before)
    })

    it('also without a commit (data.write.no-commit)', async () => {
      await owner.ask('update:nc.test@alice v')
      expect(await owner.ask('delete:nc:nc.test@alice')).toBe('data:-1\n@alice@')
      expect(await owner.ask('llookup:nc.test@alice')).toBe(missing('nc.test@alice'))
      expect(await owner.ask('delete:nc:nc.test@alice')).toBe('data:-1\n@alice@')
    })

    it('with every option in its place', async () => {
      await owner.ask('update:immutable:true:public:all.test@alice v')
      const line = 'delete:dAt:2026-05-05T11:59:44.123456Z:force:priority:low:public:all.test@alice'
      expect(await owner.ask(line)).toMatch(/^data:\d+\n@alice@$/u)
      expect(await owner.ask('llookup:public:all.test@alice')).toMatch(/^error:AT0015-/u)
    })

    it('without a commit when it never had one', async () => {
      await owner.ask('update:public:_hidden.test@alice v')
      expect(await owner.ask('delete:public:_hidden.test@alice')).toBe('data:-1\n@alice@')
    })
  })

  describe('is nothing that has to stay (data.delete.protected)', () => {
    it.each([
      ['delete:public:publickey@alice', 'publickey@alice'],
      ['delete:public:Publickey@ALICE', 'publickey@alice'],
      ['delete:publickey@alice', 'publickey@alice'],
      ['delete:force:public:signing_publickey@alice', 'signing_publickey@alice'],
      ['delete:nc:@alice:signing_privatekey@alice', 'signing_privatekey@alice'],
      ['delete:at_pkam_publickey', 'at_pkam_publickey'],
    ])('%s', async (line, name) => {
      expect(await owner.ask(line)).toBe(
        `error:AT0009-UnAuthorized client in request : Cannot delete protected key: '${name}'\n@alice@`,
      )
    })

    it('also when the first delete after a start names no atSign', async () => {
      await owner.close()
      await network().restart(alice)
      owner = await logIn(network(), keys)
      expect(await owner.ask('delete:privatekey:at_secret')).toBe('data:-1\n@alice@')
      expect(await owner.ask('delete:public:publickey@alice')).toMatch(/^error:AT0009-/u)
    })
  })

  it('is nothing that the operator protects, whoever it is for (data.delete.protected)', async () => {
    const atSign = parseAtSign('@keeper')
    const place = { atSign, directoryPort: network().directoryPort }
    const settings = { protectedKeys: ['Profile.wavi<@atsign>', 'plan.test@keeper'] }
    const server = await network().openAnother({ ...place, settings })
    const client = await network().connect({ port: server.port })
    await logInOn(client, await activateAt(network(), atSign, server))
    for (const [key, name] of [
      ['public:profile.wavi@keeper', 'profile.wavi@keeper'],
      ['@bob:profile.wavi@keeper', 'profile.wavi@keeper'],
      ['plan.test@keeper', 'plan.test@keeper'],
      ['public:publickey@keeper', 'publickey@keeper'],
    ] as const) {
      expect(await client.ask(`delete:${key}`)).toBe(
        `error:AT0009-UnAuthorized client in request : Cannot delete protected key: '${name}'\n@keeper@`,
      )
    }
    expect(await client.ask('delete:plan.other@keeper')).toMatch(/^data:\d+\n@keeper@$/u)
    await client.close()
    await server[Symbol.asyncDispose]()
  })

  describe('is nothing of another (data.delete.own)', () => {
    it.each([
      'delete:phone@bob',
      'delete:public:phone@bob',
      'delete:@alice:phone@bob',
      'delete:x',
      'delete:public:x',
      'delete:cached:x@bob',
    ])('%s is AT0016', async (line) => {
      expect(await owner.ask(line)).toMatch(/^error:AT0016-Invalid key : [^\n]*\n@alice@$/u)
    })

    it.each(['delete:cached:public:publickey@bob', 'delete:cached:@alice:x.test@bob'])(
      'but a copy may go: %s',
      async (line) => {
        expect(await owner.ask(line)).toMatch(/^data:\d+\n@alice@$/u)
      },
    )
  })

  it.each([
    'delete:',
    'delete:@bob:',
    'delete:privatekey:at_pkam_publickey',
    'delete:privatekey:self_encryption_key',
    'delete:private:x@alice',
    'delete:local:x@alice',
    'delete:nc:dAt:2026-05-05T11:59:44Z:x@alice',
    'delete:dAt:yesterday:x@alice',
  ])('%s is AT0003, in one line (data.delete.grammar)', async (line) => {
    expect(await owner.ask(line)).toBe(`error:AT0003-Invalid syntax : ${usage}\n@alice@`)
  })

  it('the one-time secret goes for ever (data.delete.secret)', async () => {
    expect(await owner.ask('delete:privatekey:at_secret')).toBe('data:-1\n@alice@')
    expect(await owner.ask('delete:privatekey:at_secret')).toBe('data:-1\n@alice@')
    expect(await owner.ask('scan:showhidden:true at_secret')).toBe('data:[]\n@alice@')
  })
})
