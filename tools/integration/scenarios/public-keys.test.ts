import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'
import { claim, type PlayedPeer, playPeer, prove } from '../harness/peers.ts'

/** What a played peer says of its public key, until it is told to say something else. */
type Keys = { key: string | undefined }

everywhere("other atSigns' public keys", [alice, bob], (network) => {
  let owner: LineClient
  let keysOfBob: Owner
  const peers: PlayedPeer[] = []
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
    keysOfBob = await activate(network(), bob)
  })
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer[Symbol.asyncDispose]()))
  })

  async function peerWith(keys: Keys): Promise<PlayedPeer> {
    const peer = await playPeer(network(), {
      mischief: (line) => {
        if (!line.startsWith('lookup:all:publickey@')) {
          return line === 'pol' ? '@alice@' : undefined
        }
        const metaData = { createdAt: '2020-01-01 00:00:00.000Z', ttl: 5, ttr: 7 }
        return keys.key === undefined
          ? 'error:AT0015-Exception: no key\n@'
          : `data:${JSON.stringify({ data: keys.key, metaData })}\n@`
      },
    })
    peers.push(peer)
    return peer
  }
  const known = (peer: string): Promise<string> =>
    owner.ask(`llookup:cached:public:publickey${peer}`)
  const unknown = (peer: string): string =>
    `error:AT0015-key not found : cached:public:publickey${peer} does not exist in keystore\n@alice@`
  /** A lookup that needs a connection of its own, as the peer has closed the earlier ones. */
  const ask = (peer: string): Promise<string> => owner.ask(`lookup:none.test${peer}`)
  async function keysLike(pattern: string): Promise<readonly string[]> {
    const reply = await owner.ask(`scan ${pattern}`)
    const keys: readonly string[] = JSON.parse(reply.slice('data:'.length, reply.lastIndexOf('\n')))
    return keys
  }
  /** Lets the peer prove itself to @alice's atServer. */
  async function pol(peer: PlayedPeer, honest: boolean): Promise<string> {
    const { identity } = network()
    const client = await network().connect({ port: network().portOf(alice), identity })
    const challenge = await claim(client, peer.atSign)
    if (honest) {
      prove(peer, challenge)
    }
    const reply = await client.ask('pol')
    await client.close()
    return reply
  }

  describe('are learned (peer.handshake.public-key)', () => {
    it('before a peer is told who asks', async () => {
      const peer = await peerWith({ key: 'K1' })
      await ask(peer.atSign)
      expect(peer.heard.slice(0, 2)).toEqual([`lookup:all:publickey${peer.atSign}`, 'from:@alice'])
      expect(await known(peer.atSign)).toBe('data:K1\n@alice@')
    })

    it('before a public record is asked for', async () => {
      const peer = await peerWith({ key: 'K1' })
      await owner.ask(`plookup:none.test${peer.atSign}`)
      expect(peer.heard).toEqual([
        `lookup:all:publickey${peer.atSign}`,
        `lookup:all:none.test${peer.atSign}`,
      ])
      expect(await known(peer.atSign)).toBe('data:K1\n@alice@')
    })

    it('of a peer that has proved itself, and of nobody else', async () => {
      const peer = await peerWith({ key: 'K1' })
      expect(await pol(peer, false)).toMatch(/^error:AT0015-/u)
      expect(await known(peer.atSign)).toBe(unknown(peer.atSign))
      expect(await pol(peer, true)).toBe(`${peer.atSign}@`)
      expect(await known(peer.atSign)).toBe('data:K1\n@alice@')
    })

    it.each<[string, string]>([
      ['no key', 'error:AT0015-Exception: no key\n@'],
      ['another fault', 'error:AT0011-Exception: odd\n@'],
      ['garbage', 'data:{"key"\n@'],
      ['a key of two lines', 'data:{"data":"one\\ntwo","metaData":{}}\n@'],
      ['an empty key', 'data:{"data":"","metaData":{}}\n@'],
      ['the key of another', 'data:{"key":"public:publickey@bob","data":"K","metaData":{}}\n@'],
      ['a key of 20 KB', `data:{"data":"${'K'.repeat(20_000)}","metaData":{}}\n@`],
      ['null', 'data:null\n@'],
    ])('from no peer that says %s, and that is no failure', async (_, answer) => {
      const peer = await playPeer(network(), {
        mischief: (line) => {
          if (line.startsWith('lookup:all:publickey@')) {
            return answer
          }
          return line === 'pol' ? '@alice@' : undefined
        },
      })
      peers.push(peer)
      expect(await ask(peer.atSign)).toMatch(/^error:AT0015-/u)
      expect(await pol(peer, true)).toBe(`${peer.atSign}@`)
      expect(await known(peer.atSign)).toBe(unknown(peer.atSign))
    })
  })

  it('are kept for ever, whatever their origin says (data.cache.public-key)', async () => {
    const keys: Keys = { key: 'K1' }
    const peer = await peerWith(keys)
    await owner.ask(`plookup:publickey${peer.atSign}`)
    const meta = await owner.ask(`llookup:meta:cached:public:publickey${peer.atSign}`)
    expect(meta).toMatch(/"ttr":-1/u)
    expect(meta).not.toMatch(/ttl|expiresAt|refreshAt|2020-01-01/u)
    keys.key = undefined
    expect(await owner.ask(`plookup:bypassCache:true:publickey${peer.atSign}`)).toMatch(
      /^error:AT0015-/u,
    )
    expect(await owner.ask(`plookup:publickey${peer.atSign}`)).toBe('data:K1\n@alice@')
  })

  describe('that change (data.cache.public-key, data.event.public-key)', () => {
    it('put aside the key shared with the old one, and are told in one event', async () => {
      const keys: Keys = { key: 'K1' }
      const peer = await peerWith(keys)
      const { atSign } = peer
      const bare = atSign.slice(1)
      await owner.ask(`plookup:publickey${atSign}`)
      await owner.ask(`update:shared_key.${bare}@alice S1`)
      await owner.ask(`update:@${bare}:shared_key@alice S1 for ${bare}`)
      keys.key = 'K2'
      expect(await owner.ask(`plookup:bypassCache:true:publickey${atSign}`)).toBe(
        'data:K2\n@alice@',
      )
      expect(await known(atSign)).toBe('data:K2\n@alice@')
      const [aside, ...more] = await keysLike(`^shared_key\\.${bare}\\.`)
      expect(more).toEqual([])
      expect(aside).toMatch(new RegExp(`^shared_key\\.${bare}\\.until\\.\\d{13}@alice$`, 'u'))
      expect(await owner.ask(`llookup:${aside}`)).toBe('data:S1\n@alice@')
      expect(await owner.ask(`scan:cl ^shared_key.${bare}@`)).toMatch(/"operation":"-"/u)
      expect(await owner.ask(`llookup:@${bare}:shared_key@alice`)).toBe(
        `data:S1 for ${bare}\n@alice@`,
      )
      const events = await eventsAbout(atSign)
      expect(events).toEqual([expect.stringMatching(/^\d{16}\.events\.__atserver@alice$/u)])
      keys.key = 'K3'
      await owner.ask(`plookup:bypassCache:true:publickey${atSign}`)
      const later = await eventsAbout(atSign)
      expect(later).toHaveLength(1)
      expect((later[0] ?? '') > (events[0] ?? '')).toBe(true)
    })

    async function eventsAbout(atSign: string): Promise<readonly string[]> {
      const event = {
        ...{ category: 'atProtocol', name: 'atsign_pk_changed' },
        data: { atSign },
      }
      const found: string[] = []
      for (const key of await keysLike('events\\.__atserver@alice$')) {
        if ((await owner.ask(`llookup:${key}`)) === `data:${JSON.stringify(event)}\n@alice@`) {
          found.push(key)
        }
      }
      return found
    }

    it('are noticed when their owner proves itself', async () => {
      const keys: Keys = { key: 'K1' }
      const peer = await peerWith(keys)
      await pol(peer, true)
      keys.key = 'K2'
      await pol(peer, false)
      expect(await known(peer.atSign)).toBe('data:K1\n@alice@')
      await pol(peer, true)
      expect(await known(peer.atSign)).toBe('data:K2\n@alice@')
      expect(await eventsAbout(peer.atSign)).toHaveLength(1)
    })

    it('are noticed between two atServers', async () => {
      await owner.ask('update:shared_key.bob@alice S')
      await ask(bob)
      expect(await known(bob)).toBe(`data:${keysOfBob.publicKey}\n@alice@`)
      const ofBob = await logIn(network(), keysOfBob)
      await ofBob.ask('update:public:publickey@bob another')
      await ofBob.close()
      // Connections that are open stay so, and what they were opened for is known.
      await ask(bob)
      expect(await known(bob)).toBe(`data:${keysOfBob.publicKey}\n@alice@`)
      await network().restart(bob)
      await ask(bob)
      expect(await known(bob)).toBe('data:another\n@alice@')
      expect(await keysLike('^shared_key\\.bob')).toEqual([
        expect.stringMatching(/^shared_key\.bob\.until\.\d{13}@alice$/u),
      ])
      expect(await eventsAbout(bob)).toHaveLength(1)
    })
  })

  it('that are the same cost no write (data.cache.public-key)', async () => {
    const peer = await peerWith({ key: 'K1' })
    await pol(peer, true)
    const before = await owner.ask('stats:3')
    await pol(peer, true)
    await ask(peer.atSign)
    await owner.ask(`plookup:bypassCache:true:publickey${peer.atSign}`)
    expect(await owner.ask('stats:3')).toBe(before)
  })
})
