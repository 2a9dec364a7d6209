import { randomBytes } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import { activate, type Owner } from '../harness/owners.ts'
import {
  begin,
  newStreamId,
  type Offer,
  offering,
  offerOn,
  type Streaming,
  stranger,
  streaming,
} from '../harness/streaming.ts'

/** How long a stream waits for what comes next, milliseconds. */
const waitMs = 900_000

const prompt = '\n@alice@'
/** What there is to read once the other end has closed. */
const nothing = Buffer.alloc(0)

everywhere('a stream', [alice, bob], (network, itWithClock) => {
  let owner: Owner
  let open: Streaming
  beforeAll(async () => {
    owner = await activate(network(), alice)
  })
  afterEach(() => {
    open.sender.destroy()
    open.receiver.destroy()
  })

  function offerOf(length: number, more: Partial<Offer> = {}): Offer {
    return { id: newStreamId(), to: bob, length, ...more }
  }

  async function start(offer: Offer): Promise<Streaming> {
    open = await streaming(network(), owner, offer)
    return open
  }

  it.each([0, 1, 100_000])(
    'of %d bytes arrives, and what follows are commands again (data.stream.length)',
    async (length) => {
      const offer = offerOf(length)
      const data = randomBytes(length)
      const { sender, receiver } = await start(offer)
      // In one packet, where there is one: the line is no part of the stream.
      await sender.send(Buffer.concat([data, Buffer.from('noop:0\n')]))
      expect(data.equals(await receiver.read(length))).toBe(true)
      expect(await sender.read(`data:ok${prompt}`.length)).toEqual(Buffer.from(`data:ok${prompt}`))
      expect(await receiver.ask('noop:0')).toBe('data:ok\n@')
      await receiver.send(`stream:done ${offer.id}\n`)
      expect(await sender.line()).toBe(`stream:done ${offer.id}`)
      expect(await sender.rest()).toEqual(nothing)
      expect(await receiver.rest()).toEqual(nothing)
    },
  )

  it('carries any bytes as they are, however they are cut (data.stream.raw)', async () => {
    const offer = offerOf(0)
    const lines = Buffer.from(`\n@\n@alice@\nstream:done ${offer.id}\n@exit\n\r\n`)
    const data = Buffer.concat([lines, Buffer.from(Uint8Array.from({ length: 256 }, (_, i) => i))])
    const { sender, receiver } = await start({ ...offer, length: data.length })
    for (const byte of data) {
      await sender.send(Uint8Array.of(byte))
    }
    expect(await receiver.read(data.length)).toEqual(data)
    expect(await sender.ask('noop:0')).toBe(`data:ok${prompt}`)
  })

  it('answers its receiver when all bytes have come, not between them (data.stream.raw)', async () => {
    const offer = offerOf(6)
    const sender = await offering(network(), owner, offer)
    const receiver = await stranger(network(), alice)
    open = { sender, receiver }
    await receiver.send(`stream:receive ${offer.id}\nnoop:0\nstream:done ${offer.id}\n`)
    expect(await sender.line()).toBe(`stream:ack ${offer.id}`)
    await sender.send('abc')
    expect(await receiver.read(3)).toEqual(Buffer.from('abc'))
    await sender.send('def')
    expect(Buffer.from(await receiver.rest()).toString()).toBe('defdata:ok\n@')
    expect(await sender.line()).toBe(`stream:done ${offer.id}`)
  })

  it('is no stream before its receiver comes: lines are commands (data.stream.offer)', async () => {
    const offer = offerOf(5)
    const sender = await offering(network(), owner, offer)
    open = { sender, receiver: await stranger(network(), alice) }
    expect(await sender.ask('12345')).toBe(`error:AT0003-Invalid syntax : invalid command${prompt}`)
    await begin(open, offer.id)
    await sender.send('12345')
    expect(await open.receiver.read(5)).toEqual(Buffer.from('12345'))
  })

  it('takes the place of what its connection offered before (data.stream.offer)', async () => {
    const first = offerOf(5)
    const second = offerOf(3)
    const sender = await offering(network(), owner, first)
    await offerOn(sender, { ...first, length: 4 })
    await offerOn(sender, second)
    open = { sender, receiver: await stranger(network(), alice) }
    expect(await open.receiver.ask(`stream:receive ${first.id}`)).toMatch(/^error:AT0401-/u)
    await begin(open, second.id)
    await sender.send('abc')
    expect(await open.receiver.read(3)).toEqual(Buffer.from('abc'))
  })

  describe('that breaks (data.stream.broken)', () => {
    it('ends for the sender when its receiver is gone, and goes on from any byte', async () => {
      const data = randomBytes(300_000)
      const offer = offerOf(data.length)
      const first = await start(offer)
      await first.sender.send(data.subarray(0, 100_000))
      const had = await first.receiver.read(60_000)
      first.receiver.destroy()
      // Whoever has only stopped sending may still read: that nobody is there shows when more is sent.
      const sending = first.sender.send(data.subarray(100_000)).catch(() => undefined)
      expect(await first.sender.rest()).toEqual(nothing)
      await sending
      const { sender, receiver } = await start({ ...offer, startByte: had.length })
      await sender.send(data.subarray(had.length))
      const later = await receiver.read(data.length - had.length)
      expect(data.equals(Buffer.concat([had, later]))).toBe(true)
      await receiver.send(`stream:done ${offer.id}\n`)
      expect(await sender.line()).toBe(`stream:done ${offer.id}`)
    })

    it('ends an earlier stream of that id when it is resumed while that goes on', async () => {
      const offer = offerOf(1_000)
      const first = await start(offer)
      await first.sender.send('x'.repeat(10))
      await first.receiver.read(10)
      const second = await start({ ...offer, startByte: 10 })
      expect(await first.sender.rest()).toEqual(nothing)
      expect(await first.receiver.rest()).toEqual(nothing)
      await second.sender.send('y'.repeat(990))
      expect(await second.receiver.read(990)).toEqual(Buffer.alloc(990, 'y'))
    })

    it('ends for the receiver when its sender is gone, after all that was sent', async () => {
      const { sender, receiver } = await start(offerOf(1_000))
      await sender.send('x'.repeat(400))
      expect(await receiver.read(400)).toHaveLength(400)
      sender.destroy()
      expect(await receiver.rest()).toEqual(nothing)
    })

    it('ends for both when the receiver is done too early', async () => {
      const offer = offerOf(1_000)
      const { sender, receiver } = await start(offer)
      await sender.send('x'.repeat(400))
      await receiver.read(400)
      await receiver.send(`stream:done ${offer.id}\n`)
      expect(await receiver.rest()).toEqual(nothing)
      expect(await sender.rest()).toEqual(nothing)
    })

    it('ends for the sender when its receiver leaves without a word', async () => {
      const { sender, receiver } = await start(offerOf(3))
      await sender.send('abc')
      await receiver.read(3)
      receiver.destroy()
      expect(await sender.rest()).toEqual(nothing)
    })

    itWithClock('ends for both when nothing moves for long', async (advance) => {
      const { sender, receiver } = await start(offerOf(3))
      await sender.send('ab')
      await receiver.read(2)
      advance(waitMs)
      expect(await sender.rest()).toEqual(nothing)
      expect(await receiver.rest()).toEqual(nothing)
    })
  })

  itWithClock('is nobody’s when its time is over (data.stream.expiry)', async (advance) => {
    const offer = offerOf(3)
    const sender = await offering(network(), owner, offer)
    advance(waitMs)
    expect(await sender.line()).toBe(
      'error:AT0023-Timeout waiting for response : nobody came for the stream',
    )
    expect(await sender.read('@alice@'.length)).toEqual(Buffer.from('@alice@'))
    open = { sender, receiver: await stranger(network(), alice) }
    expect(await open.receiver.ask(`stream:receive ${offer.id}`)).toBe(
      'error:AT0401-Exception: Invalid stream id\n@',
    )
    // The connection is as good as before, and the id free again.
    await offerOn(sender, offer)
    await begin(open, offer.id)
  })
})
