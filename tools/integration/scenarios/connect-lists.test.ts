import { type AtSign, parseAtSign } from '@atnet/protocol-codec'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { alice, bob, carol, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, activateAt, logIn, logInOn, type Owner } from '../harness/owners.ts'
import { claim, type PlayedPeer, playPeer, prove } from '../harness/peers.ts'
import { openScripted } from '../harness/scripted-server.ts'

/** What whoever may not connect hears last. */
const unwelcome = 'error:AT0013-Exception: Unable to connect\n@'

everywhere('the lists of who may connect', [alice, bob], (network) => {
  let keys: Owner
  let owner: LineClient
  let ofBob: LineClient
  const open: AsyncDisposable[] = []
  beforeAll(async () => {
    keys = await activate(network(), alice)
    ofBob = await logIn(network(), await activate(network(), bob))
  })
  beforeEach(async () => {
    owner = await logIn(network(), keys)
  })
  afterEach(async () => {
    const names = /^data:\[(?<names>.*)\]/u.exec(await owner.ask('config:block:show'))
    const listed = names?.groups?.['names']?.replaceAll('"', '').replaceAll(',', ' ')
    await owner.ask(`config:block:remove:${listed ?? '@nobody'}`)
    await owner.ask('config:allow:remove:*')
    await owner.close()
    await Promise.all(open.splice(0).map((each) => each[Symbol.asyncDispose]()))
  })
  async function peer(...mischief: Parameters<typeof playPeer>[1][]): Promise<PlayedPeer> {
    const made = await playPeer(network(), mischief[0])
    open.push(made)
    return made
  }
  function asServer(): Promise<LineClient> {
    const { identity } = network()
    return network().connect({ port: network().portOf(alice), identity })
  }
  async function proved(mallory: PlayedPeer): Promise<LineClient> {
    const client = await asServer()
    prove(mallory, await claim(client, mallory.atSign))
    expect(await client.ask('pol')).toBe(`${mallory.atSign}@`)
    return client
  }
  async function expectUnwelcome(atSign: AtSign): Promise<void> {
    const client = await asServer()
    expect(await client.ask(`from:${atSign}`)).toBe(unwelcome)
    expect(await client.closed()).toBe('')
  }

  describe('are shown and changed (house.config.lists.answers)', () => {
    it.each([
      [
        'block',
        [
          ['show', 'null'],
          ['remove:@eve', 'null'],
          ['add:@Eve @mallory', 'success'],
          ['add:@mallory @dave', 'success'],
          ['show', '["@eve","@mallory","@dave"]'],
          ['remove:@MALLORY @nobody', 'success'],
          ['show', '["@eve","@dave"]'],
          ['remove:@eve @dave', 'success'],
          ['show', 'null'],
        ],
      ],
      [
        'allow',
        [
          ['show', 'null'],
          ['remove:*', 'null'],
          ['add:@Eve @bob', 'success'],
          ['show', '["@eve","@bob"]'],
          ['remove:@eve @bob', 'success'],
          ['show', '[]'],
          ['remove:*', 'success'],
          ['show', 'null'],
        ],
      ],
    ] as const)('as documented: %s', async (list, steps) => {
      for (const [line, answer] of steps) {
        expect(await owner.ask(`config:${list}:${line}`)).toBe(`data:${answer}\n@alice@`)
      }
    })

    it('and the one that is our own is announced (house.info.features)', async () => {
      expect(await owner.ask('info:brief')).toContain('"name":"config.allow"')
    })

    it('and take the owner for granted', async () => {
      expect(await owner.ask('config:block:add:@ALICE')).toBe('data:success\n@alice@')
      expect(await owner.ask('config:block:show')).toBe('data:null\n@alice@')
    })

    it.each([
      'block:remove:*',
      'block:add:eve',
      'block:add:@eve  @bob',
      'allow:show:',
      'allow:add:*',
    ])('but not by config:%s, which is AT0003', async (line) => {
      expect(await owner.ask(`config:${line}`)).toMatch(/^error:AT0003-[^\n]*\n@alice@$/u)
    })
  })

  describe('turn away at from: (house.config.lists)', () => {
    it('who is blocked, and let in who is no longer', async () => {
      const mallory = await peer()
      await owner.ask(`config:block:add:${mallory.atSign}`)
      await expectUnwelcome(mallory.atSign)
      await owner.ask(`config:block:remove:${mallory.atSign}`)
      await (await proved(mallory)).close()
    })

    it('who is not allowed, where a list is set', async () => {
      const [mallory, friend] = [await peer(), await peer()]
      await owner.ask(`config:allow:add:${friend.atSign}`)
      await expectUnwelcome(mallory.atSign)
      await (await proved(friend)).close()
      await owner.ask('config:allow:remove:*')
      await (await proved(mallory)).close()
    })

    it('who is blocked, although allowed', async () => {
      const mallory = await peer()
      await owner.ask(`config:allow:add:${mallory.atSign}`)
      await owner.ask(`config:block:add:${mallory.atSign}`)
      await expectUnwelcome(mallory.atSign)
    })

    it('everybody but the owner, when the allow list is emptied', async () => {
      const mallory = await peer()
      await owner.ask(`config:allow:add:${mallory.atSign}`)
      await owner.ask(`config:allow:remove:${mallory.atSign}`)
      await expectUnwelcome(mallory.atSign)
      await expectUnwelcome(bob)
      await (await logIn(network(), keys)).close()
    })

    it('in the words that a client of theirs hears', async () => {
      await owner.ask('update:public:open.test@alice for everybody')
      await owner.ask('update:@bob:mail.test@alice for bob')
      expect(await ofBob.ask('lookup:mail.test@alice')).toBe('data:for bob\n@bob@')
      await owner.ask('config:block:add:@bob')
      expect(await ofBob.ask('lookup:mail.test@alice')).toMatch(
        /^error:AT0008-Handshake failure : [^\n]*Unable to connect[^\n]*\n@bob@$/u,
      )
      // What is public is asked by nobody in particular.
      expect(await ofBob.ask('plookup:open.test@alice')).toBe('data:for everybody\n@bob@')
      await owner.ask('config:block:remove:@bob')
      expect(await ofBob.ask('lookup:mail.test@alice')).toBe('data:for bob\n@bob@')
    })

    it('before the directory or anybody else is asked', async () => {
      const mallory = await peer()
      const directory = await openScripted(network(), {
        answer: () => `localhost:${mallory.port}\r\n@`,
      })
      open.push(directory)
      const atSign = parseAtSign('@careful')
      const careful = await network().openAnother({ atSign, directoryPort: directory.port })
      open.push(careful)
      const ofCareful = await network().connect({ port: careful.port })
      await logInOn(ofCareful, await activateAt(network(), atSign, careful))
      async function from(): Promise<string> {
        const client = await network().connect({
          port: careful.port,
          identity: network().identity,
        })
        const reply = await client.ask(`from:${mallory.atSign}`)
        await client.close()
        return reply
      }
      for (const shutOut of [`block:add:${mallory.atSign}`, 'allow:add:@eve']) {
        await ofCareful.ask(`config:${shutOut}`)
        expect(await from()).toBe(unwelcome)
        await ofCareful.ask(`config:block:remove:${mallory.atSign}`)
      }
      expect([directory.heard, mallory.heard]).toEqual([[], []])
      await ofCareful.ask('config:allow:remove:*')
      expect(await from()).toMatch(/^data:proof:/u)
      expect(directory.heard[0]).toBe(mallory.atSign.slice(1))
      await ofCareful.close()
    })
  })

  describe('count for who is there already (house.config.lists.live)', () => {
    it.each(['block:add:', 'allow:add:@eve '])(
      'when config:%s… shuts them out, with a command in flight',
      async (change) => {
        const [mallory, friend] = [await peer(), await peer()]
        const [shutOut, welcome] = [await proved(mallory), await proved(friend)]
        // The first answer leaves when the second command has begun.
        shutOut.send('noop:0\nnoop:5000\n')
        expect(await shutOut.reply()).toBe(`data:ok\n${mallory.atSign}@`)
        const named = change.startsWith('block') ? mallory.atSign : friend.atSign
        await owner.ask(`config:${change}${named}`)
        expect(await shutOut.closed()).toBe('')
        expect(await welcome.ask('noop:0')).toBe(`data:ok\n${friend.atSign}@`)
        expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
        await welcome.close()
      },
    )

    it('when the last one allowed is taken away', async () => {
      const mallory = await peer()
      await owner.ask(`config:allow:add:${mallory.atSign}`)
      const client = await proved(mallory)
      await owner.ask(`config:allow:remove:${mallory.atSign}`)
      expect(await client.closed()).toBe('')
    })

    it('not when a list changes that leaves them alone', async () => {
      const mallory = await peer()
      const client = await proved(mallory)
      await owner.ask('config:block:add:@eve')
      await owner.ask(`config:allow:add:${mallory.atSign}`)
      await owner.ask('config:allow:remove:@eve')
      expect(await client.ask('noop:0')).toBe(`data:ok\n${mallory.atSign}@`)
      await client.close()
    })

    it('when they are about to prove themselves', async () => {
      let block = async (): Promise<unknown> => undefined
      const mallory = await peer({
        mischief: async (line) => {
          if (!line.startsWith('lookup:signing_publickey')) {
            return undefined
          }
          await block()
          return undefined
        },
      })
      const client = await asServer()
      prove(mallory, await claim(client, mallory.atSign))
      block = () => owner.ask(`config:block:add:${mallory.atSign}`)
      expect(await client.ask('pol')).toBe(unwelcome)
      expect(await client.closed()).toBe('')
    })

    it('when they have said from: and nothing else, without asking them for a proof', async () => {
      const mallory = await peer()
      const client = await asServer()
      prove(mallory, await claim(client, mallory.atSign))
      await owner.ask(`config:block:add:${mallory.atSign}`)
      expect(await client.ask('pol')).toBe(unwelcome)
      expect(await client.closed()).toBe('')
      expect(mallory.heard).toEqual([])
    })
  })

  describe("are the owner's alone (house.config)", () => {
    it.each(['config:block:show', 'config:allow:add:@eve', 'config:print:autoNotify', 'config:x'])(
      '%s is AT0401 to a stranger and to a peer',
      async (line) => {
        const refusal = 'error:AT0401-Exception: Command cannot be executed without auth\n@'
        const [stranger, other] = [await asServer(), await proved(await peer())]
        expect(await stranger.ask(line)).toBe(refusal)
        expect(await other.ask(line)).toBe(refusal)
        await stranger.close()
        await other.close()
      },
    )

    it('and are in no scan, lookup or sync (house.config.lists.record)', async () => {
      const before = await owner.ask('stats:3')
      await owner.ask('config:block:add:@eve')
      await owner.ask('config:allow:add:@bob @eve')
      expect(await owner.ask('stats:3')).toBe(before)
      expect(await owner.ask('scan:showhidden:true')).not.toContain('list@alice')
      expect(await owner.ask('sync:from:-1:limit:100')).not.toContain('list@alice')
      const stranger = await asServer()
      expect(await stranger.ask('lookup:blocklist@alice')).toMatch(/^error:AT0015-/u)
      await stranger.close()
    })

    it.each(['blocklist', 'allowlist'])(
      'and no other verb writes private:%s@alice (house.config.lists.record)',
      async (name) => {
        const record = { atKey: name, sharedBy: '@alice', isPublic: false, value: 'v' }
        for (const line of [
          `update:private:${name}@alice v`,
          `update:meta:private:${name}@alice:ttl:1`,
          `delete:private:${name}@alice`,
          `update:json:${JSON.stringify({ ...record, atKey: `private:${name}` })}`,
        ]) {
          expect(await owner.ask(line)).toMatch(/^error:AT00(?:03|16)-/u)
        }
        expect(await owner.ask('config:block:show')).toBe('data:null\n@alice@')
      },
    )
  })

  it('survive a kill (house.config.lists)', async () => {
    const mallory = await peer()
    await owner.ask(`config:block:add:${mallory.atSign}`)
    await owner.ask(`config:allow:add:@eve ${mallory.atSign}`)
    await network().crash(alice)
    owner = await logIn(network(), keys)
    expect(await owner.ask('config:block:show')).toBe(`data:["${mallory.atSign}"]\n@alice@`)
    expect(await owner.ask('config:allow:show')).toBe(`data:["@eve","${mallory.atSign}"]\n@alice@`)
    await expectUnwelcome(mallory.atSign)
    await expectUnwelcome(bob)
  })
})

everywhere('a block list of an older server (house.config.lists.legacy)', [carol], (network) => {
  let keys: Owner
  beforeAll(async () => {
    keys = await activate(network(), carol)
  })
  async function startWith(value: string): Promise<LineClient> {
    const before = await logIn(network(), keys)
    expect(await before.ask(`update:configkey ${value}`)).toMatch(/^data:\d+\n@carol@$/u)
    await network().restart(carol)
    return logIn(network(), keys)
  }
  function from(atSign: AtSign): Promise<string> {
    const { identity } = network()
    return network()
      .connect({ port: network().portOf(carol), identity })
      .then((client) => client.ask(`from:${atSign}`))
  }

  it('that cannot be read shuts nobody out', async () => {
    const owner = await startWith('v')
    expect(await owner.ask('config:block:show')).toBe('data:null\n@carol@')
    expect(await from(carol)).toMatch(/^data:_/u)
  })

  it('counts from the next start on, but not for the owner', async () => {
    const owner = await startWith('{"blockList":["@Mallory","@carol"]}')
    expect(await owner.ask('config:block:show')).toBe('data:["@mallory"]\n@carol@')
    expect(await from(parseAtSign('@mallory'))).toBe(unwelcome)
  })

  it('is read once', async () => {
    const owner = await startWith('{"blockList":["@eve"]}')
    expect(await owner.ask('config:block:remove:@mallory')).toBe('data:success\n@carol@')
    await network().restart(carol)
    const again = await logIn(network(), keys)
    expect(await again.ask('config:block:show')).toBe('data:null\n@carol@')
  })
})
