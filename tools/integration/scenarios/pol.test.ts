import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'
import { claim, type PlayedPeer, playPeer, prove } from '../harness/peers.ts'

/** What is said of a proof that is no proof; the connection stays what it was. */
const failed = 'error:AT0401-Exception: Pol Authentication Failed\n@'

everywhere('pol', [alice, bob], (network, itWithClock) => {
  let owner: LineClient
  let ofBob: LineClient
  const peers: PlayedPeer[] = []
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
    ofBob = await logIn(network(), await activate(network(), bob))
    await owner.ask('update:@bob:email@alice alice@atsign.com')
    await owner.ask('update:@carol:email@alice for carol')
    await owner.ask('update:public:open.test@alice for everybody')
  })
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer[Symbol.asyncDispose]()))
  })
  async function peer(): Promise<PlayedPeer> {
    const made = await playPeer(network())
    peers.push(made)
    return made
  }
  function asServer(): Promise<LineClient> {
    const { identity } = network()
    return network().connect({ port: network().portOf(alice), identity })
  }
  async function expectStranger(client: LineClient): Promise<void> {
    expect(await client.ask('lookup:open.test@alice')).toBe('data:for everybody\n@')
    await client.close()
  }

  it("gives @bob's client exactly what was shared with @bob (peer.handshake)", async () => {
    expect(await ofBob.ask('lookup:email@alice')).toBe('data:alice@atsign.com\n@bob@')
    const all = await ofBob.ask('lookup:all:email@alice')
    expect(all).toMatch(
      /^data:\{"key":"@bob:email@alice","data":"alice@atsign\.com","metaData":\{/u,
    )
    expect(await ofBob.ask('scan:@alice')).toBe('data:["email@alice"]\n@bob@')
  })

  it('accepts a proof that the peer serves (auth.pol)', async () => {
    const mallory = await peer()
    const client = await asServer()
    prove(mallory, await claim(client, mallory.atSign))
    expect(await client.ask('pol')).toBe(`${mallory.atSign}@`)
    expect(await client.ask('noop:0')).toBe(`data:ok\n${mallory.atSign}@`)
    expect(await client.ask('lookup:open.test@alice')).toMatch(/^error:AT0015-/u)
    expect(mallory.heard.filter((line) => line.startsWith('from:'))).toEqual([])
    await client.close()
  })

  describe('refuses', () => {
    it('to begin without a from (auth.pol)', async () => {
      const client = await asServer()
      expect(await client.ask('pol')).toBe(
        "error:AT0011-Exception: Exception: You must execute a 'from:' command before you may run the pol command\n@",
      )
      expect(await client.closed()).toBe('')
    })

    it('a peer that serves no proof (auth.pol)', async () => {
      const mallory = await peer()
      const client = await asServer()
      const { session } = await claim(client, mallory.atSign)
      expect(await client.ask('pol')).toBe(
        `error:AT0015-Exception: Exception: public:${session}${mallory.atSign} does not exist in keystore\n@`,
      )
      await expectStranger(client)
    })

    it('a proof that was made for another session (auth.pol)', async () => {
      const mallory = await peer()
      const [one, other] = await Promise.all([asServer(), asServer()])
      const first = await claim(one, mallory.atSign)
      const second = await claim(other, mallory.atSign)
      prove(mallory, { ...first, session: second.session })
      expect(await other.ask('pol')).toBe(failed)
      await expectStranger(other)
      await one.close()
    })

    it('a proof of an earlier challenge of the same session (auth.challenge.single-use)', async () => {
      const mallory = await peer()
      const client = await asServer()
      prove(mallory, await claim(client, mallory.atSign))
      await claim(client, mallory.atSign)
      expect(await client.ask('pol')).toBe(failed)
      await expectStranger(client)
    })

    it('a proof that was used, on the same connection and on another (auth.challenge.single-use)', async () => {
      const mallory = await peer()
      const client = await asServer()
      const challenge = await claim(client, mallory.atSign)
      prove(mallory, challenge)
      await client.ask('pol')
      expect(await client.ask('pol')).toBe(
        `error:AT0015-Exception: public:${challenge.session}${mallory.atSign} does not exist in keystore\n@`,
      )
      await client.close()
      const again = await asServer()
      const { session } = await claim(again, mallory.atSign)
      prove(mallory, { ...challenge, session })
      expect(await again.ask('pol')).toBe(failed)
      await expectStranger(again)
    })

    it('a proof by another key (auth.pol)', async () => {
      const [mallory, other] = [await peer(), await peer()]
      const client = await asServer()
      const challenge = await claim(client, mallory.atSign)
      prove({ ...mallory, signingKey: other.signingKey }, challenge)
      expect(await client.ask('pol')).toBe(failed)
      await expectStranger(client)
    })

    itWithClock(
      'a proof that comes after a minute (auth.challenge.single-use)',
      async (advance) => {
        const mallory = await peer()
        const client = await asServer()
        prove(mallory, await claim(client, mallory.atSign))
        advance(61_000)
        expect(await client.ask('pol')).toMatch(/^error:AT0015-.*\n@$/u)
        await expectStranger(client)
      },
    )

    it('who claims to be @bob and is not (auth.pol)', async () => {
      const client = await asServer()
      const { session } = await claim(client, bob)
      expect(await client.ask('pol')).toBe(
        `error:AT0015-Exception: Exception: public:${session}@bob does not exist in keystore\n@`,
      )
      expect(await client.ask('lookup:email@alice')).toMatch(/^error:AT0015-/u)
      await expectStranger(client)
    })
  })
})
