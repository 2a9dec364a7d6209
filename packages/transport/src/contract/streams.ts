import { seededRandomness } from '@atnet/runtime/testing'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ByteStream } from '../byte-stream.ts'
import { incomingHighWaterBytes, maxQueuedBytes } from '../limits.ts'
import type { Network } from '../network.ts'
import {
  type Certificates,
  makeCertificates,
  openPair,
  openPlace,
  over,
  type Place,
  readAll,
  readText,
} from './place.ts'

type Pair = { readonly near: ByteStream; readonly far: ByteStream }

/** How bytes get from one end to the other (transport.stream.one-write). */
export function streamContract(makeNetwork: () => Network): void {
  let certificates: Certificates
  let place: Place
  let pair: Pair

  beforeAll(async () => {
    certificates = await makeCertificates()
  })
  beforeEach(async () => {
    place = await openPlace(makeNetwork(), certificates)
    pair = await openPair(place)
  })
  afterEach(() => place.close())

  describe('a stream', () => {
    transferCases(() => pair)
  })
  describe('a stream under load', () => {
    loadCases(() => pair)
  })
  describe('the end of a stream', () => {
    endCases(() => pair)
  })
}

function transferCases(world: () => Pair): void {
  it('carries bytes both ways, unchanged and in order', async () => {
    const { near, far } = world()
    const seed = 20_261
    const random = seededRandomness(seed)
    const sent = [...Array(40).keys()].map((index) => random.bytes(1 + index * 977))
    const expected = Buffer.concat(sent)
    const sending = Promise.all([near, far].map((stream) => sendAll(stream, sent)))
    for (const stream of [near, far]) {
      const received = await readBytes(stream, expected.length)
      expect(received.equals(expected), `seed ${seed}`).toBe(true)
    }
    await sending
  })

  it('delivers what was sent at once as one chunk', async () => {
    const { near, far } = world()
    const reading = far.incoming[Symbol.asyncIterator]()
    for (const text of ['@', 'data:ok\n@', 'ünïcode 🛠']) {
      void near.send(text)
      await near.flushed()
      expect(String(Buffer.from((await reading.next()).value ?? []))).toBe(text)
    }
  })

  it('lets the caller use its array again', async () => {
    const { near, far } = world()
    const bytes = new TextEncoder().encode('first')
    void near.send(bytes)
    await near.flushed()
    bytes.fill(0)
    expect(await readText(far, 5)).toBe('first')
  })

  it('takes nothing for nothing', async () => {
    const { near, far } = world()
    expect(near.send('')).toBeUndefined()
    void near.send('x')
    expect(await readText(far, 1)).toBe('x')
  })

  it('has one consumer at a time, and loses nothing between two', async () => {
    const { near, far } = world()
    const first = far.incoming[Symbol.asyncIterator]()
    expect(() => far.incoming[Symbol.asyncIterator]()).toThrow(
      expect.objectContaining({ name: 'StreamError', kind: 'twoConsumers' }),
    )
    const pending = first.next()
    await expect(first.next()).rejects.toMatchObject({ kind: 'twoConsumers' })
    void near.send('one')
    expect(String(Buffer.from((await pending).value ?? []))).toBe('one')
    await first.return?.()
    void near.send('two')
    expect(await readText(far, 3)).toBe('two')
  })
}

function loadCases(world: () => Pair): void {
  it('tells the sender to wait while nobody reads, and to go on afterwards', async () => {
    const { near, far } = world()
    const block = 'x'.repeat(incomingHighWaterBytes)
    let sent = 0
    let waiting: Promise<void> | undefined
    while (waiting === undefined || near.queuedBytes < 4 * incomingHighWaterBytes) {
      waiting = near.send(block) ?? waiting
      sent += block.length
    }
    const [received] = await Promise.all([readText(far, sent), waiting, near.flushed()])
    expect(received.length).toBe(sent)
    expect(near.queuedBytes).toBe(0)
  })

  // transport.stream.slow-reader
  it('cuts off an other end that never reads, instead of keeping all for it', async () => {
    const { near, far } = world()
    const block = 'x'.repeat(1024 * 1024)
    const outcomes: Promise<void>[] = []
    for (let sent = 0; sent < 3 * maxQueuedBytes; sent += block.length) {
      const outcome = near.send(block)
      if (outcome !== undefined) {
        outcomes.push(outcome)
      }
    }
    const results = await Promise.allSettled(outcomes)
    const reasons = results.map((result): unknown =>
      result.status === 'rejected' ? result.reason : undefined,
    )
    expect(reasons).toContainEqual(expect.objectContaining({ kind: 'slowReader' }))
    await near.closed
    await over(far)
    await far.closed
  })
}

function endCases(world: () => Pair): void {
  it('comes after everything that was sent', async () => {
    const { near, far } = world()
    const text = 'y'.repeat(3_000_000)
    void near.send(text)
    const ending = near.end()
    expect(await readAll(far)).toBe(text)
    await far.end()
    await ending
  })

  it('ends the reading of whoever ended it, and refuses further sending', async () => {
    const { near, far } = world()
    const reading = readAll(near)
    const ending = near.end()
    expect(await reading).toBe('')
    await expect(near.send('late')).rejects.toMatchObject({ name: 'StreamError', kind: 'closed' })
    await expect(near.flushed()).rejects.toMatchObject({ kind: 'closed' })
    await readAll(far)
    await Promise.all([far.end(), ending, near.end()])
  })

  // transport.stream.linger
  it('brings the last answer to an other end that is still sending', async () => {
    const { near, far } = world()
    const flood = sendAll(
      near,
      Array.from({ length: 64 }, () => new Uint8Array(incomingHighWaterBytes)),
    )
    const reading = far.incoming[Symbol.asyncIterator]()
    await reading.next()
    void far.send('error:too much\n@')
    const ending = far.end()
    expect(await readText(near, 16)).toBe('error:too much\n@')
    near.destroy()
    await Promise.all([ending, flood.catch(() => undefined)])
  })

  it('is not put off by an other end that goes on for ever', async () => {
    const { near, far } = world()
    void far.send('never ending')
    await expect(near.end()).resolves.toBeUndefined()
    await near.closed
    await over(far)
  })

  it('reaches the other end when a stream is destroyed', async () => {
    const { near, far } = world()
    near.destroy()
    near.destroy()
    await near.closed
    await over(far)
    expect(await readAll(near)).toBe('')
    await far.end()
    await far.closed
  })

  it('surprises nobody who does not look', async () => {
    const { near, far } = world()
    far.destroy()
    await over(near)
    void near.send('into the void')
    void near.send('x'.repeat(2_000_000))
    near.destroy()
    void near.send('into the void')
    void near.flushed()
    // A rejection that nobody handles fails the whole run.
    await expect(near.closed).resolves.toBeUndefined()
  })
}

async function sendAll(stream: ByteStream, chunks: readonly Uint8Array[]): Promise<void> {
  for (const chunk of chunks) {
    await stream.send(chunk)
  }
}

async function readBytes(stream: ByteStream, length: number): Promise<Buffer> {
  const received: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream.incoming) {
    received.push(chunk)
    bytes += chunk.length
    if (bytes >= length) {
      break
    }
  }
  return Buffer.concat(received)
}
