import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'
import { claim, type PlayedPeer, playPeer, prove } from '../harness/peers.ts'

everywhere('references', [alice, bob], (network, itWithClock) => {
  let owner: LineClient
  let ofBob: LineClient
  let nobody: LineClient
  /** A peer of @alice, and its atServer's connection to hers. */
  let guest: PlayedPeer
  let asGuest: LineClient
  /** What the guest's atServer answers to `lookup:all:` of these. */
  const ofGuest = new Map<string, string>()
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
    ofBob = await logIn(network(), await activate(network(), bob))
    nobody = await network().connect({ port: network().portOf(alice) })
    guest = await playPeer(network(), {
      mischief: (line) => {
        const value = ofGuest.get(/^lookup:all:(?<key>[^@]*)@/u.exec(line)?.groups?.['key'] ?? '')
        return value === undefined
          ? undefined
          : `data:${JSON.stringify({ data: value, metaData: {} })}\n@`
      },
    })
    const { identity } = network()
    asGuest = await network().connect({ port: network().portOf(alice), identity })
    prove(guest, await claim(asGuest, guest.atSign))
    await asGuest.ask('pol')
  })
  afterAll(() => guest[Symbol.asyncDispose]())

  async function store(client: LineClient, ...records: readonly string[]): Promise<void> {
    for (const record of records) {
      expect(await client.ask(`update:${record}`)).toMatch(/^data:\d+\n/u)
    }
  }
  /** The same reference for everybody who can follow one. */
  function refer(name: string, target: string): Promise<void> {
    const scopes = ['public', guest.atSign, alice]
    return store(owner, ...scopes.map((scope) => `${scope}:${name}@alice atsign://${target}`))
  }
  const heardOf = (name: string): number => guest.heard.filter((line) => line.includes(name)).length

  describe('within one atServer', () => {
    beforeAll(async () => {
      await store(
        owner,
        'public:both.test@alice for all',
        `${guest.atSign}:both.test@alice for the guest`,
        '@alice:both.test@alice for alice',
        'public:open.test@alice for everybody',
        'diary.test@alice secret',
        '@bob:forbob.test@alice secret',
        'public:text.test@alice see atsign://open.test@alice',
        'public:odd.test@alice atsign://open.test',
        'ttb:600000:public:unborn.test@alice v',
      )
      await refer('toboth.test', 'Both.test@ALICE')
      await refer('toopen.test', 'open.test@alice')
      await refer('three.test', 'toboth2.test@alice')
      await refer('toboth2.test', 'toboth.test@alice')
      await refer('four.test', 'three.test@alice')
      await refer('self.test', 'self.test@alice')
      await refer('tounborn.test', 'unborn.test@alice')
    })

    it.each([
      ['toboth', 'for alice', 'for the guest', 'for all'],
      ['toopen', 'for everybody', 'for everybody', 'for everybody'],
      ['three', 'for alice', 'for the guest', 'for all'],
      ['four', 'null', 'null', 'null'],
      ['self', 'null', 'null', 'null'],
      ['tounborn', 'v', 'null', 'null'],
    ])(
      '%s gives the owner %j, a peer %j and strangers %j (data.reference, data.reference.hops)',
      async (name, forOwner, forGuest, forAll) => {
        const line = `lookup:${name}.test@alice`
        expect(await owner.ask(line)).toBe(`data:${forOwner}\n@alice@`)
        expect(await asGuest.ask(line)).toBe(`data:${forGuest}\n${guest.atSign}@`)
        expect(await nobody.ask(line)).toBe(`data:${forAll}\n@`)
      },
    )

    it.each([
      'diary.test@alice',
      'forbob.test@alice',
      'none.test@alice',
      'signing_privatekey@alice',
      '_none.test@alice',
    ])('to %s lead to nothing (data.reference)', async (target) => {
      const name = `to_${target.slice(0, target.indexOf('@'))}`
      await refer(name, target)
      for (const [client, scope, before] of [
        [nobody, 'public:', 'Exception:'],
        [asGuest, `${guest.atSign}:`, 'Exception:'],
        [owner, '@alice:', 'key not found :'],
      ] as const) {
        expect(await client.ask(`lookup:${name}@alice`)).toMatch(
          new RegExp(`^error:AT0015-${before} ${scope}${target} does not exist in keystore\n`, 'u'),
        )
      }
    })

    it('are whole values, and are shown as they are by anything but a plain lookup (data.reference)', async () => {
      expect(await nobody.ask('lookup:text.test@alice')).toBe(
        'data:see atsign://open.test@alice\n@',
      )
      expect(await nobody.ask('lookup:odd.test@alice')).toBe('data:atsign://open.test\n@')
      expect(await nobody.ask('lookup:all:toopen.test@alice')).toMatch(
        /^data:\{"key":"public:toopen\.test@alice","data":"atsign:\/\/open\.test@alice"/u,
      )
      expect(await owner.ask('llookup:public:toopen.test@alice')).toBe(
        'data:atsign://open.test@alice\n@alice@',
      )
      expect(await ofBob.ask('plookup:toopen.test@alice')).toBe(
        'data:atsign://open.test@alice\n@bob@',
      )
    })
  })

  describe('to another atServer', () => {
    it('give whoever may follow what is public there (data.reference)', async () => {
      await store(ofBob, 'public:phone.test@bob +1', '@alice:phone.test@bob for alice')
      await refer('phone.test', 'phone.test@bob')
      expect(await nobody.ask('lookup:phone.test@alice')).toBe('data:+1\n@')
      expect(await asGuest.ask('lookup:phone.test@alice')).toBe(`data:+1\n${guest.atSign}@`)
      expect(await owner.ask('lookup:phone.test@alice')).toBe('data:+1\n@alice@')
      expect(await owner.ask('scan ^cached:public:phone')).toBe('data:[]\n@alice@')
    })

    it('give nobody what is shared or private there (data.reference)', async () => {
      await store(ofBob, '@alice:mine.test@bob for alice', 'diary.test@bob secret')
      for (const name of ['mine.test', 'diary.test']) {
        await refer(`to_${name}`, `${name}@bob`)
        const reply = /^error:AT0015-.*Exception: public:\S+ does not exist in keystore\n/u
        expect(await nobody.ask(`lookup:to_${name}@alice`)).toMatch(reply)
        expect(await owner.ask(`lookup:to_${name}@alice`)).toMatch(reply)
      }
    })

    it('go round in no circle (data.reference.hops)', async () => {
      await store(ofBob, 'public:circle.test@bob atsign://circle.test@alice')
      await refer('circle.test', 'circle.test@bob')
      const ofNobody = await network().connect({ port: network().portOf(bob) })
      for (const client of [nobody, asGuest, owner]) {
        expect(await client.ask('lookup:circle.test@alice')).toMatch(/^data:null\n/u)
      }
      expect(await ofNobody.ask('lookup:circle.test@bob')).toBe('data:null\n@')
      await ofNobody.close()
    })

    it('ask it once for all strangers, for the whole record, and store nothing (data.reference.bounded)', async () => {
      ofGuest.set('often.test', 'v')
      await refer('often.test', `often.test${guest.atSign}`)
      const before = await owner.ask('stats:3')
      const strangers = await Promise.all(
        Array.from({ length: 5 }, () => network().connect({ port: network().portOf(alice) })),
      )
      for (const _ of [1, 2, 3]) {
        const replies = strangers.map((stranger) => stranger.ask('lookup:often.test@alice'))
        expect(new Set(await Promise.all(replies))).toEqual(new Set(['data:v\n@']))
      }
      await Promise.all(strangers.map((stranger) => stranger.close()))
      expect(guest.heard.filter((line) => line.includes('often.test'))).toEqual([
        `lookup:all:often.test${guest.atSign}`,
      ])
      expect(await owner.ask('stats:3')).toBe(before)
    })

    it('ask it nothing that only a stranger names (data.lookup.audience)', async () => {
      ofGuest.set('named.test', 'v')
      expect(await nobody.ask(`lookup:named.test${guest.atSign}`)).toMatch(/^error:AT0015-/u)
      expect(await asGuest.ask(`lookup:named.test${guest.atSign}`)).toMatch(/^error:AT0015-/u)
      expect(heardOf('named.test')).toBe(0)
    })

    it('are followed no further than three records, whoever answers (data.reference.hops)', async () => {
      for (const index of [0, 1, 2, 3, 4]) {
        ofGuest.set(`chain${index}.test`, `atsign://chain${index + 1}.test${guest.atSign}`)
      }
      await refer('chain.test', `chain0.test${guest.atSign}`)
      expect(await nobody.ask('lookup:chain.test@alice')).toBe('data:null\n@')
      expect(heardOf('chain')).toBe(3)
    })

    it('answer from a good copy (data.reference)', async () => {
      await store(ofBob, 'ttr:-1:public:copied.test@bob first')
      await owner.ask('plookup:copied.test@bob')
      await store(ofBob, 'public:copied.test@bob second')
      await refer('copied.test', 'copied.test@bob')
      expect(await nobody.ask('lookup:copied.test@alice')).toBe('data:first\n@')
    })

    itWithClock('ask it again after a minute (data.reference.bounded)', async (advance) => {
      ofGuest.set('minute.test', 'first')
      await refer('minute.test', `minute.test${guest.atSign}`)
      expect(await nobody.ask('lookup:minute.test@alice')).toBe('data:first\n@')
      ofGuest.set('minute.test', 'second')
      advance(59_999)
      expect(await nobody.ask('lookup:minute.test@alice')).toBe('data:first\n@')
      advance(1)
      expect(await nobody.ask('lookup:minute.test@alice')).toBe('data:second\n@')
    })
  })
})
