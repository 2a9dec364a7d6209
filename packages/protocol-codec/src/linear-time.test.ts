import { describe, expect, it } from 'vitest'
import { decodeAppMetadata } from './app-metadata.ts'
import { parseAtSign } from './at-sign.ts'
import { readFault } from './fault-text.ts'
import { LineFramer } from './framing.ts'
import { parseJson } from './json.ts'
import { canonicalKey, classifyKey, keyParts } from './keys.ts'
import { maxLineBytes } from './limits.ts'
import { parseMetadata } from './metadata.ts'
import { ReplyReader } from './reply-reader.ts'
import { trimLine } from './text.ts'
import { parseTimestamp } from './timestamps.ts'

/** A long input is this many times a short one. */
const steps = 100

/**
 * One long input may cost this many times what as much short input costs: others share the machine
 * and long texts miss its caches. Quadratic work would cost a hundred times as much.
 */
const maxExcess = 10

/** Processor milliseconds of `work`. */
function cost(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** Compares a hundred inputs of `size` with one that is a hundred times as long. */
function excess(work: (size: number) => void, size: number): number {
  work(size)
  const short = cost(() => {
    for (let step = 0; step < steps; step += 1) {
      work(size)
    }
  })
  const long = cost(() => work(size * steps))
  return long / short
}

/** Feeds `size` bytes of `fill`, then a line feed, one at a time. */
function eachByte(fill: number, size: number, feed: (byte: Uint8Array) => void): void {
  const bytes = new Uint8Array(size).fill(fill)
  bytes[size - 1] = 0x0a
  for (let at = 0; at < size; at += 1) {
    feed(bytes.subarray(at, at + 1))
  }
}

/** One character of each class that some scanner treats in its own way. */
const characters = ['a', 'A', '_', '@', '.', ':', ' ', '"', '{', '[', '\\', '0', '=', '\u0085']
const symbols = ['🛠', '\ud83c', 'é', '\u2003', '\ufeff', '\ufe0f']

// wire.codec.linear-time
describe.each([...characters, ...symbols])('text made of %j', (char) => {
  const text = (size: number): string => char.repeat(Math.ceil(size / char.length))

  it('is judged in linear time', { timeout: 60_000 }, () => {
    expect(
      excess((size) => {
        const many = text(size)
        trimLine(many)
        canonicalKey(many)
        classifyKey(many)
        keyParts(`public:${many}@alice`)
        keyParts(`@${many}:x@alice`)
        classifyKey(`x@${many}`)
        expect(() => parseAtSign(`@x/${many}`)).toThrow('invalid @sign')
        readFault(`error:AT0003-${many}`)
        readFault(`error:{"errorCode":"${many}`)
        parseTimestamp(`2024-01-01T00:00:00.${many}`)
        decodeAppMetadata(many)
        parseJson(many)
        parseMetadata({
          ttl: many,
          createdAt: many,
          ccd: many,
          pubKeyHash: many,
          appMetadata: many,
        })
      }, 4_000),
    ).toBeLessThanOrEqual(maxExcess)
  })
})

describe('bytes fed one by one', () => {
  it.each([0x78, 0x3a, 0x20, 0x0a, 0xff])(
    'make lines in linear time (%i)',
    { timeout: 60_000 },
    (fill) => {
      expect(
        excess((size) => {
          const framer = new LineFramer({ limitFor: () => maxLineBytes })
          let events = 0
          eachByte(fill, size, (byte) => {
            framer.push(byte)
            events += framer.next() === undefined ? 0 : 1
          })
          expect(events).toBe(fill === 0x0a ? size : 1)
        }, 4_000),
      ).toBeLessThanOrEqual(maxExcess)
    },
  )

  it.each(['greeting', 'reply', 'pol'] as const)(
    'make an answer in linear time (%s)',
    { timeout: 60_000 },
    (expectation) => {
      for (const fill of [0x78, 0x0a, 0x40]) {
        expect(
          excess((size) => {
            const reader = new ReplyReader()
            eachByte(fill, size, (byte) => {
              reader.push(byte)
              reader.take(expectation)
            })
          }, 4_000),
        ).toBeLessThanOrEqual(maxExcess)
      }
    },
  )

  it('make one line of ten million bytes', { timeout: 60_000 }, () => {
    const framer = new LineFramer({ limitFor: () => maxLineBytes })
    const lengths: number[] = []
    eachByte(0x78, maxLineBytes, (byte) => {
      framer.push(byte)
      const event = framer.next()
      if (event !== undefined) {
        lengths.push(event.kind === 'line' ? event.text.length : -1)
      }
    })
    expect(lengths).toEqual([maxLineBytes - 1])
  })
})

describe('many replies in one piece', () => {
  it('are taken in linear time', { timeout: 60_000 }, () => {
    expect(
      excess((size) => {
        const reader = new ReplyReader()
        reader.push(new TextEncoder().encode('data:x\n@'.repeat(size)))
        let taken = 0
        while (reader.take('reply') !== undefined) {
          taken += 1
        }
        expect(taken).toBe(size)
      }, 2_000),
    ).toBeLessThanOrEqual(maxExcess)
  })
})
