import { describe, expect, it } from 'vitest'
import { StreamError } from './byte-stream.ts'
import { Incoming } from './incoming.ts'
import { incomingHighWaterBytes, incomingHighWaterChunks } from './limits.ts'

function open(): { readonly incoming: Incoming; readonly flow: string[] } {
  const flow: string[] = []
  const incoming = new Incoming({
    pause: () => flow.push('pause'),
    resume: () => flow.push('resume'),
  })
  return { incoming, flow }
}

async function take(incoming: Incoming, count: number): Promise<void> {
  let taken = 0
  for await (const chunk of incoming.chunks) {
    taken += chunk.length > 0 ? 1 : 0
    if (taken === count) {
      return
    }
  }
}

// transport.stream.back-pressure
describe('what has come in and is not consumed', () => {
  it('holds the sender back at so many bytes, once, and lets it go on at half of them', async () => {
    const { incoming, flow } = open()
    const quarter = new Uint8Array(incomingHighWaterBytes / 4)
    for (let count = 0; count < 6; count += 1) {
      incoming.push(quarter)
    }
    expect(flow).toEqual(['pause'])
    expect(incoming.bytes).toBe(6 * quarter.length)
    await take(incoming, 4)
    expect(flow).toEqual(['pause'])
    await take(incoming, 1)
    expect(flow).toEqual(['pause', 'resume'])
  })

  it('holds the sender back at so many chunks, however small', async () => {
    const { incoming, flow } = open()
    for (let count = 0; count < incomingHighWaterChunks; count += 1) {
      incoming.push(Uint8Array.of(1))
    }
    expect(flow).toEqual(['pause'])
    await take(incoming, incomingHighWaterChunks / 2 + 1)
    expect(flow).toEqual(['pause', 'resume'])
  })

  it('lets a sender go on when it is dropped', () => {
    const { incoming, flow } = open()
    incoming.push(new Uint8Array(incomingHighWaterBytes))
    incoming.discard()
    expect(flow).toEqual(['pause', 'resume'])
    expect(incoming.bytes).toBe(0)
  })
})

describe('the end of what comes in', () => {
  it('is told after the last chunk, and an error once', async () => {
    const { incoming } = open()
    incoming.push(Uint8Array.of(7))
    incoming.fail(new StreamError('reset', 'broken'))
    incoming.fail(new StreamError('closed', 'the second failure does not count'))
    incoming.push(Uint8Array.of(8))
    const reading = incoming.chunks[Symbol.asyncIterator]()
    expect((await reading.next()).value).toEqual(Uint8Array.of(7))
    await expect(reading.next()).rejects.toMatchObject({ kind: 'reset' })
    expect(await reading.next()).toEqual({ done: true, value: undefined })
  })

  it('hides an error that came before everything was dropped', async () => {
    const { incoming } = open()
    incoming.fail(new StreamError('reset', 'broken'))
    incoming.discard()
    const reading = incoming.chunks[Symbol.asyncIterator]()
    expect(await reading.next()).toEqual({ done: true, value: undefined })
  })
})
