import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ByteClient, byteClient } from '../harness/byte-client.ts'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import { activate, logInOn, type Owner } from '../harness/owners.ts'
import { claim, type PlayedPeer, playPeer, prove } from '../harness/peers.ts'
import { begin, newStreamId, offering, offerOn, stranger } from '../harness/streaming.ts'

const prompt = '\n@alice@'
const invalidId = 'error:AT0401-Exception: Invalid stream id\n@'

everywhere('whoever streams', [alice, bob], (network) => {
  let owner: Owner
  const clients: ByteClient[] = []
  const peers: PlayedPeer[] = []
  beforeAll(async () => {
    owner = await activate(network(), alice)
  })
  afterEach(async () => {
    clients.splice(0).forEach((client) => client.destroy())
    await Promise.all(peers.splice(0).map((peer) => peer[Symbol.asyncDispose]()))
  })

  function kept(client: ByteClient): ByteClient {
    clients.push(client)
    return client
  }

  async function asStranger(): Promise<ByteClient> {
    return kept(await stranger(network(), alice))
  }

  async function asOwner(): Promise<ByteClient> {
    const client = await asStranger()
    await logInOn(client, owner)
    return client
  }

  async function aPeer(): Promise<PlayedPeer> {
    const peer = await playPeer(network())
    peers.push(peer)
    return peer
  }

  async function asPeer(peer: PlayedPeer): Promise<ByteClient> {
    const { identity } = network()
    const client = kept(
      await byteClient(await network().dial({ port: network().portOf(alice), identity })),
    )
    prove(peer, await claim(client, peer.atSign))
    expect(await client.ask('pol')).toBe(`${peer.atSign}@`)
    return client
  }

  async function offered(
    to = bob,
    id = newStreamId(),
  ): Promise<ByteClient & { readonly id: string }> {
    return { ...kept(await offering(network(), owner, { id, to, length: 3 })), id }
  }

  /** Both sides agree on three bytes. */
  async function expectToArrive(sides: {
    readonly sender: ByteClient
    readonly receiver: ByteClient
    readonly id: string
  }): Promise<void> {
    const { sender, receiver, id } = sides
    await begin(sides, id)
    await sender.send('abc')
    expect(Buffer.from(await receiver.read(3)).toString()).toBe('abc')
    await receiver.send(`stream:done ${id}\n`)
    expect(await sender.line()).toBe(`stream:done ${id}`)
  }

  describe('receives (data.stream.receive)', () => {
    it('with the id alone, since clients of others cannot prove themselves here', async () => {
      const sender = await offered()
      await expectToArrive({ sender, receiver: await asStranger(), id: sender.id })
    })

    it('as the atSign it is for', async () => {
      const peer = await aPeer()
      const sender = await offered(peer.atSign)
      await expectToArrive({ sender, receiver: await asPeer(peer), id: sender.id })
    })

    it('as the owner, what the owner sends to the owner', async () => {
      const sender = await offered(alice)
      await expectToArrive({ sender, receiver: await asOwner(), id: sender.id })
    })
  })

  describe('is refused (data.stream.receive)', () => {
    it.each([
      ['another atSign', async () => asPeer(await aPeer())],
      ['the owner, who is not whom it is for', asOwner],
    ])('as %s, and the stream stays for whom it is for', async (_who, caller) => {
      const sender = await offered()
      expect(await (await caller()).ask(`stream:receive ${sender.id}`)).toContain(
        'Invalid stream id',
      )
      await expectToArrive({ sender, receiver: await asStranger(), id: sender.id })
    })

    it('with an id that nobody gave', async () => {
      const client = await asStranger()
      expect(await client.ask('stream:receive 00000000')).toBe(invalidId)
      expect(await client.ask('noop:0')).toBe('data:ok\n@')
    })

    it('with an id that was used, during the stream and after it', async () => {
      const sender = await offered()
      const receiver = await asStranger()
      const late = await asStranger()
      await begin({ sender, receiver }, sender.id)
      expect(await late.ask(`stream:receive ${sender.id}`)).toBe(invalidId)
      await sender.send('abc')
      await receiver.read(3)
      expect(await late.ask(`stream:receive ${sender.id}`)).toBe(invalidId)
      await receiver.send(`stream:done ${sender.id}\n`)
      await sender.rest()
      expect(await late.ask(`stream:receive ${sender.id}`)).toBe(invalidId)
    })

    it('on a connection that has a part in a stream already', async () => {
      const sender = await offered(alice)
      const other = await offered(alice)
      expect(await sender.ask(`stream:receive ${sender.id}`)).toContain('Invalid stream id')
      expect(await sender.ask(`stream:receive ${other.id}`)).toContain('Invalid stream id')
    })
  })

  describe('is done (data.stream.done)', () => {
    it('only on the connection that received', async () => {
      const sender = await offered()
      const receiver = await asStranger()
      await begin({ sender, receiver }, sender.id)
      expect(await (await asStranger()).ask(`stream:done ${sender.id}`)).toBe(invalidId)
      await sender.send('abc')
      await receiver.read(3)
      expect(await sender.ask(`stream:done ${sender.id}`)).toContain('Invalid stream id')
      expect(await receiver.ask('stream:done another')).toBe(invalidId)
      await receiver.send(`stream:done ${sender.id}\n`)
      expect(await sender.line()).toBe(`stream:done ${sender.id}`)
    })

    it('only with what somebody received', async () => {
      const sender = await offered()
      expect(await (await asStranger()).ask(`stream:done ${sender.id}`)).toBe(invalidId)
      expect(await sender.ask(`stream:done ${sender.id}`)).toContain('Invalid stream id')
    })
  })

  describe('offers (data.stream.offer)', () => {
    it('as a peer, to the owner', async () => {
      const id = newStreamId()
      const sender = await asPeer(await aPeer())
      await offerOn(sender, { id, to: alice, length: 3 })
      await expectToArrive({ sender, receiver: await asOwner(), id })
    })

    it('as a peer, to nobody else', async () => {
      const sender = await asPeer(await aPeer())
      expect(await sender.ask('stream:init@bob some-id file 3')).toBe(
        'error:AT0009-Exception: streams of other atSigns are for the owner alone\n@',
      )
    })

    it('as a stranger, to nobody', async () => {
      expect(await (await asStranger()).ask('stream:init@alice some-id file 3')).toBe(
        'error:AT0401-Exception: Stream init requires either pol or auth\n@',
      )
    })

    it.each(['', ' startByte:1'])('not with an id in use, new or resumed (%j)', async (start) => {
      const sender = await offered()
      const peer = await asPeer(await aPeer())
      const line = `stream:init@alice${start} ${sender.id} file 3`
      expect(await peer.ask(line)).toBe('error:AT0022-Exception: the stream id is in use\n@')
      await expectToArrive({ sender, receiver: await asStranger(), id: sender.id })
    })

    it('not under an id of their own that is in use, unless to resume it', async () => {
      const sender = await offered()
      const again = await asOwner()
      expect(await again.ask(`stream:init@bob ${sender.id} file 3`)).toBe(
        `error:AT0022-Illegal arguments : the stream id is in use${prompt}`,
      )
      await offerOn(again, { id: sender.id, to: bob, length: 4, startByte: 1 })
      expect(await sender.rest()).toHaveLength(0)
      await expectToArrive({ sender: again, receiver: await asStranger(), id: sender.id })
    })

    it('nothing more while a stream of theirs goes on', async () => {
      const sender = await offered()
      const receiver = await asStranger()
      await begin({ sender, receiver }, sender.id)
      await sender.send('abc')
      await receiver.read(3)
      expect(await sender.ask('stream:init@bob another file 3')).toContain(
        'error:AT0022-Illegal arguments : this connection has a part in another stream',
      )
    })
  })

  it('resumes as the owner, and no one else does (data.stream.resume)', async () => {
    const client = await asOwner()
    await client.send('stream:resume@bob namespace:wavi startByte:5 some-id\n')
    expect(await client.ask('noop:0')).toBe(`data:ok${prompt}`)
    expect(await (await asStranger()).ask('stream:resume@alice startByte:5 some-id')).toBe(
      'error:AT0401-Exception: Stream resume requires auth\n@',
    )
  })

  it.each([
    ['stream:', 'AT0003-Invalid syntax : a stream takes init, receive, done or resume'],
    ['stream:send some-id', 'AT0003-Invalid syntax : a stream takes init, receive, done or resume'],
    ['stream:foo', 'AT0003-Invalid syntax : Invalid syntax. '],
    ['stream:receive', 'AT0003-Invalid syntax : a stream has an id'],
    ['stream:done', 'AT0003-Invalid syntax : a stream has an id'],
    [
      `stream:receive ${'x'.repeat(129)}`,
      'AT0022-Illegal arguments : a stream id has at most 128 characters',
    ],
    [
      'stream:init id file 5',
      'AT0003-Invalid syntax : a stream names its receiver, its file and its length',
    ],
    [
      'stream:init@bob id',
      'AT0003-Invalid syntax : a stream names its receiver, its file and its length',
    ],
    [
      'stream:init@bob startByte:6 id file 5',
      'AT0022-Illegal arguments : a stream starts within its length',
    ],
    ['stream:init@bob id file 9007199254740992', 'AT0003-Invalid syntax'],
    [
      'stream:resume@bob id',
      'AT0003-Invalid syntax : a resumed stream names its sender and its first byte',
    ],
  ])('is told what is wrong with %s (data.stream)', async (line, answer) => {
    const client = await asOwner()
    expect(await client.ask(line)).toContain(`error:${answer}`)
    expect(await client.ask('noop:0')).toBe(`data:ok${prompt}`)
  })
})
