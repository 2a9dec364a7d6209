import { type FakeClock, fakeClock } from '@atnet/runtime/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type AskerOptions, openAsker, type ReleasableAsker } from './asker.ts'
import type { ByteStream } from './byte-stream.ts'
import { maxQueuedQuestions } from './limits.ts'
import { memoryPair } from './memory-stream.ts'

const nobody = { remote: { address: '127.0.0.1', port: 1 }, certificate: undefined }

let clock: FakeClock
/** The end the asker uses, and the one that answers. */
let own: ByteStream
let peer: ByteStream
let questions: AsyncIterator<Uint8Array>

beforeEach(() => {
  clock = fakeClock()
  ;[own, peer] = memoryPair(nobody, nobody)
  questions = peer.incoming[Symbol.asyncIterator]()
})

function opening(options: Partial<AskerOptions> = {}): Promise<ReleasableAsker> {
  return openAsker(own, { clock, greetingDeadlineMs: 10_000, deadlineMs: 30_000, ...options })
}

async function opened(options: Partial<AskerOptions> = {}): Promise<ReleasableAsker> {
  void peer.send('@')
  return await opening(options)
}

/** What the asker asks next. */
async function asked(): Promise<string> {
  const { value } = await questions.next()
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : ''
}

/** Whatever a promise comes to, a rejection included. */
function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}

/** Lets everything that has arrived be taken note of. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

// transport.ask.greeting
describe('opening', () => {
  it('waits for the greeting', async () => {
    const asker = opening()
    void peer.send('@')
    expect((await asker).usable).toBe(true)
  })

  it('gives up and hangs up when no greeting comes', async () => {
    const failure = outcome(opening({ greetingDeadlineMs: 500 }))
    clock.advance(499)
    await settled()
    clock.advance(1)
    expect(await failure).toMatchObject({ name: 'AskError', kind: 'timeout' })
    await peer.closed
  })

  it('passes on what a server that is full says instead', async () => {
    void peer.send('error:AT0012-Inbound connection limit exceeded\n')
    expect(await outcome(opening())).toMatchObject({
      kind: 'unexpected',
      said: 'error:AT0012-Inbound connection limit exceeded',
    })
  })

  it('passes on what a directory that is stopping says instead', async () => {
    void peer.send("Stop in progress. Can't accept new requests.")
    void peer.end()
    expect(await outcome(opening())).toMatchObject({
      kind: 'closed',
      said: "Stop in progress. Can't accept new requests.",
    })
  })

  it('says so when the other end hangs up, or breaks off', async () => {
    void peer.end()
    expect(await outcome(opening())).toMatchObject({ kind: 'closed', said: undefined })
    ;[own, peer] = memoryPair(nobody, nobody)
    peer.destroy()
    expect(await outcome(opening())).toMatchObject({
      kind: 'closed',
      cause: { name: 'StreamError' },
    })
  })

  it.each(['@data:early\n@', '@\n', `@${'x'.repeat(600)}`])(
    'trusts nobody who says more than the greeting unasked: %j',
    async (bytes) => {
      void peer.send(bytes)
      const asker = await opening()
      await settled()
      expect(asker.usable).toBe(false)
      await peer.closed
    },
  )

  it('keeps a bounded part of a hostile greeting', async () => {
    void peer.send(`${'x'.repeat(100_000)}\n`)
    const failure = await outcome(opening())
    expect(failure).toMatchObject({ kind: 'unexpected', said: 'x'.repeat(512) })
  })
})

describe('asking', () => {
  it('ends when the stream is given away between two questions (transport.ask.release)', async () => {
    const asker = await opened()
    const answer = asker.ask('one')
    expect(() => asker.release()).toThrow(expect.objectContaining({ kind: 'busy' }))
    await asked()
    void peer.send('data:1\n@')
    await answer
    const stream = asker.release()
    void peer.send('raw bytes')
    const { value } = await stream.incoming[Symbol.asyncIterator]().next()
    expect(Buffer.from(value ?? []).toString()).toBe('raw bytes')
    expect(asker.usable).toBe(false)
    await expect(asker.ask('two')).rejects.toMatchObject({ kind: 'closed' })
    expect(() => asker.release()).toThrow(expect.objectContaining({ kind: 'closed' }))
    await asker.close()
    expect(own.queuedBytes).toBe(0)
  })

  it('gives the body of the answer, without newline and prompts', async () => {
    const asker = await opened()
    const answer = asker.ask('from:@alice')
    expect(await asked()).toBe('from:@alice\n')
    void peer.send('data:_x@alice:y\n@')
    expect(await answer).toBe('data:_x@alice:y')
    const next = asker.ask('cram:00')
    expect(await asked()).toBe('cram:00\n')
    void peer.send('data:success\n@alice@')
    expect(await next).toBe('data:success')
  })

  // wire.ask.pol
  it('takes a bare prompt for an answer only when asked to', async () => {
    const asker = await opened()
    const pol = asker.ask('pol', { expect: 'pol' })
    await asked()
    void peer.send('@bob@')
    expect(await pol).toBe('@bob@')
    const lookup = asker.ask('lookup:all:phone@alice')
    await asked()
    void peer.send('@bob@')
    void peer.send('data:1\n@bob@')
    expect(await lookup).toBe('data:1')
  })

  it('reads the answers of a directory', async () => {
    const asker = await opened()
    const found = asker.ask('alice')
    await asked()
    void peer.send('localhost:6401\r\n@')
    expect(await found).toBe('localhost:6401')
  })

  // transport.ask.one-in-flight
  it('sends nothing before the answer to what was asked first', async () => {
    const asker = await opened()
    const answers = Promise.all([asker.ask('one'), asker.ask('two'), asker.ask('three')])
    for (const [index, line] of ['one\n', 'two\n', 'three\n'].entries()) {
      expect(await asked()).toBe(line)
      await settled()
      expect(own.queuedBytes).toBe(0)
      void peer.send(`data:${index}\n@`)
    }
    expect(await answers).toEqual(['data:0', 'data:1', 'data:2'])
  })

  it('does not mind an answer in pieces, nor the late half of a prompt', async () => {
    const asker = await opened()
    const first = asker.ask('one')
    await asked()
    for (const piece of ['da', 'ta:', 'o', 'k\n', '@']) {
      void peer.send(piece)
    }
    expect(await first).toBe('data:ok')
    void peer.send('ali')
    await settled()
    const second = asker.ask('two')
    await asked()
    void peer.send('ce@data:2\n@alice@')
    expect(await second).toBe('data:2')
  })

  it.each(['a\nb', 'a\r', '\n'])('refuses a question of two lines: %j', async (line) => {
    await expect((await opened()).ask(line)).rejects.toThrow(RangeError)
  })

  it('keeps only so many questions waiting', async () => {
    const asker = await opened()
    const waiting = [...Array(maxQueuedQuestions + 1).keys()].map(() => outcome(asker.ask('x')))
    await expect(asker.ask('one more')).rejects.toMatchObject({ kind: 'busy' })
    expect(asker.usable).toBe(true)
    asker.destroy()
    for (const each of await Promise.all(waiting)) {
      expect(each).toMatchObject({ kind: 'closed' })
    }
  })
})

// transport.ask.deadline, transport.ask.gap
describe('a time-out', () => {
  it('ends the connection, for a late answer would be taken for the next one', async () => {
    const asker = await opened({ deadlineMs: 9_000 })
    const first = outcome(asker.ask('one'))
    const second = outcome(asker.ask('two'))
    await asked()
    clock.advance(9_000)
    void peer.send('data:late\n@')
    expect(await first).toMatchObject({ kind: 'timeout' })
    expect(await second).toMatchObject({ kind: 'closed', cause: { kind: 'timeout' } })
    expect(asker.usable).toBe(false)
    await expect(asker.ask('three')).rejects.toMatchObject({ kind: 'closed' })
    await peer.closed
  })

  it('comes after 10 s of silence, however long the deadline', async () => {
    const asker = await opened({ deadlineMs: 90_000 })
    const answer = outcome(asker.ask('one'))
    await asked()
    for (const piece of ['data:', 'x', 'y']) {
      clock.advance(9_999)
      void peer.send(piece)
      await settled()
    }
    expect(asker.usable).toBe(true)
    clock.advance(10_000)
    expect(await answer).toMatchObject({
      kind: 'timeout',
      message: expect.stringMatching(/silent/u),
    })
  })

  it('comes at the deadline, however busily the other end drips', async () => {
    const asker = await opened()
    const answer = outcome(asker.ask('one', { deadlineMs: 20_000 }))
    await asked()
    for (let second = 0; second < 20; second += 1) {
      void peer.send('x')
      await settled()
      clock.advance(1_000)
    }
    expect(await answer).toMatchObject({ kind: 'timeout' })
  })

  it('while still waiting in line costs only the question', async () => {
    const asker = await opened()
    const first = asker.ask('one')
    const second = outcome(asker.ask('two', { deadlineMs: 1_000 }))
    await asked()
    clock.advance(1_000)
    expect(await second).toMatchObject({ kind: 'timeout' })
    void peer.send('data:1\n@')
    expect(await first).toBe('data:1')
    expect(asker.usable).toBe(true)
  })
})

// transport.ask.desynchronised
describe('bytes nobody asked for', () => {
  it.each(['data:stray\n@', 'data:', 'x\n', 'x'.repeat(600)])(
    'end an idle connection: %j',
    async (bytes) => {
      const asker = await opened()
      void peer.send(bytes)
      await settled()
      expect(asker.usable).toBe(false)
      await peer.closed
    },
  )

  it('behind an answer end the connection, but the answer counts', async () => {
    const asker = await opened()
    const first = asker.ask('one')
    const second = outcome(asker.ask('two'))
    await asked()
    void peer.send('data:1\n@data:2\n@')
    expect(await first).toBe('data:1')
    expect(await second).toMatchObject({ kind: 'closed', cause: { kind: 'unexpected' } })
  })

  it('are no harm when they are only a prompt', async () => {
    const asker = await opened()
    void peer.send('@alice@')
    await settled()
    expect(asker.usable).toBe(true)
  })

  it('are not kept without end when they are an answer', async () => {
    const asker = await opened({ maxReplyBytes: 1_000 })
    const answer = outcome(asker.ask('one'))
    await asked()
    void peer.send(`data:${'x'.repeat(1_000)}`)
    expect(await answer).toMatchObject({ kind: 'tooLong' })
    await peer.closed
  })
})

describe('the end', () => {
  it('says @exit and waits for the other end', async () => {
    const asker = await opened()
    const closing = asker.close()
    expect(asker.usable).toBe(false)
    expect(await asked()).toBe('@exit\n')
    await peer.end()
    await Promise.all([closing, asker.close()])
  })

  it('comes after what was asked before', async () => {
    const asker = await opened()
    const answers = Promise.all([asker.ask('one'), asker.ask('two')])
    const closing = asker.close()
    await expect(asker.ask('three')).rejects.toMatchObject({ kind: 'closed' })
    for (const line of ['one\n', 'two\n']) {
      expect(await asked()).toBe(line)
      void peer.send('data:ok\n@')
    }
    expect(await answers).toEqual(['data:ok', 'data:ok'])
    expect(await asked()).toBe('@exit\n')
    await peer.end()
    await closing
  })

  it('does not wait for a connection that fails meanwhile', async () => {
    const asker = await opened()
    const answer = outcome(asker.ask('one'))
    const closing = asker.close()
    await asked()
    peer.destroy()
    await closing
    expect(await answer).toMatchObject({ kind: 'closed' })
  })

  it('of the other end fails what is under way, and is noticed while idle', async () => {
    const asker = await opened()
    const answer = outcome(asker.ask('one'))
    await asked()
    void peer.send('data:half')
    void peer.end()
    expect(await answer).toMatchObject({ kind: 'closed' })
    expect(asker.usable).toBe(false)
    asker.destroy()
  })
})
