import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AtFault } from './faults.ts'
import { encodeReply, type Prompt } from './replies.ts'
import { type Expectation, ReplyReader } from './reply-reader.ts'

const utf8 = new TextEncoder()

function readerOf(...pieces: readonly string[]): ReplyReader {
  const reader = new ReplyReader()
  for (const piece of pieces) {
    reader.push(utf8.encode(piece))
  }
  return reader
}

// wire.reply.reading
describe('ReplyReader', () => {
  it.each([
    ['a reply', 'data:ok\n@', 'data:ok'],
    ['a reply with an owner’s prompt', 'data:ok\n@alice🛠@', 'data:ok'],
    ['a greeting before the reply', '@data:ok\n@', 'data:ok'],
    ['two greetings before the reply', '@@data:ok\n@', 'data:ok'],
    ['an old prompt before the reply', '@alice@data:ok\n@alice@', 'data:ok'],
    ['the rest of an old prompt before the reply', 'lice@data:a@b\n@alice@', 'data:a@b'],
    [
      'an error',
      'error:AT0003-Exception: e.g from:@alice\n@',
      'error:AT0003-Exception: e.g from:@alice',
    ],
    [
      'an error of several lines',
      'error:AT0003-a:@b \n e.g from:@c\n@',
      'error:AT0003-a:@b \n e.g from:@c',
    ],
    ['an empty value', 'data:\n@', 'data:'],
    ['a value that ends in line feeds', 'data:a\n\n@', 'data:a\n'],
    ['a directory’s answer', 'localhost:6401\r\n@', 'localhost:6401'],
    ['a directory’s miss behind its greeting', '@null\r\n@', 'null'],
    ['a directory’s answer with a bare line feed', 'localhost:6401\n@', 'localhost:6401'],
    ['nothing at all', '\n@', ''],
  ])('reads %s', (_what, bytes, body) => {
    expect(readerOf(bytes).take('reply')).toBe(body)
  })

  it.each(['', '@', 'data:ok', 'data:ok\n', '@alice@', 'data:ok\r\n', '@bob@'])(
    'waits for more after %j',
    (bytes) => {
      expect(readerOf(bytes).take('reply')).toBeUndefined()
    },
  )

  it('replaces what is no UTF-8', () => {
    const reader = new ReplyReader()
    reader.push(Uint8Array.of(0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x0a, 0x40))
    expect(reader.take('reply')).toBe('data:\ufffd')
  })

  it('gives replies one at a time', () => {
    const reader = readerOf('@data:a\n@alice@data:b\n@alice@')
    expect(reader.take('reply')).toBe('data:a')
    expect(reader.take('reply')).toBe('data:b')
    expect(reader.take('reply')).toBeUndefined()
  })

  it('forgets what nobody waited for', () => {
    const reader = readerOf('data:a\n@data:late\n@')
    expect(reader.take('reply')).toBe('data:a')
    reader.dropUnclaimed()
    reader.push(utf8.encode('data:b\n@'))
    expect(reader.take('reply')).toBe('data:b')
  })
})

describe('a greeting', () => {
  it.each([
    ['@', '@'],
    ['@data:ok\n@', '@'],
    [
      'error:AT0012-Inbound connection limit exceeded\n',
      'error:AT0012-Inbound connection limit exceeded',
    ],
    ['Stop in progress.\r\n', 'Stop in progress.'],
    ['', undefined],
    ['error:AT0012', undefined],
  ])('in %j is %j', (bytes, greeting) => {
    expect(readerOf(bytes).take('greeting')).toBe(greeting)
  })

  it('leaves the reply that came with it', () => {
    const reader = readerOf('@data:ok\n@')
    expect(reader.take('greeting')).toBe('@')
    expect(reader.take('reply')).toBe('data:ok')
  })
})

// auth.pol.answer
describe('the answer to pol', () => {
  it.each([
    ['a name', '@bob🛠@', '@bob🛠@'],
    ['a name behind the greeting', '@@bob@', '@bob@'],
    ['a name behind the rest of a prompt', 'bob@@bob@', '@bob@'],
    [
      'a refusal',
      'error:AT0401-Exception: Pol Authentication Failed\n@',
      'error:AT0401-Exception: Pol Authentication Failed',
    ],
    ['a refusal behind the greeting', '@error:AT0401-x@y\n@', 'error:AT0401-x@y'],
    ['a refusal of several lines', 'error:AT0011-x\n@bob@', 'error:AT0011-x'],
    ['something else', 'data:ok\n@', 'data:ok'],
  ])('may be %s', (_what, bytes, body) => {
    expect(readerOf(bytes).take('pol')).toBe(body)
  })

  it.each(['', '@', '@@', '@@@', '@bob', 'bob@', 'bob@@', 'error:@bob@', 'x\nbob@@bob@'])(
    'is not in %j',
    (bytes) => {
      expect(readerOf(bytes).take('pol')).toBeUndefined()
    },
  )

  it('is followed by ordinary replies', () => {
    const reader = readerOf('@bob@', 'data:ok\n@bob@')
    expect(reader.take('pol')).toBe('@bob@')
    expect(reader.take('reply')).toBe('data:ok')
  })

  it('is nobody’s reply to anything else', () => {
    const reader = readerOf('@bob@', 'data:ok\n@bob@')
    expect(reader.take('reply')).toBe('data:ok')
  })
})

// wire.reply.limit
describe('the bound', () => {
  it('is inclusive, and beyond it everything is forgotten', () => {
    const reader = new ReplyReader({ maxBytes: 10 })
    reader.push(utf8.encode('data:12345'))
    expect(() => reader.push(utf8.encode('6'))).toThrow(AtFault)
    reader.push(utf8.encode('data:123\n'))
    reader.push(utf8.encode('@'))
    expect(reader.take('reply')).toBe('data:123')
  })
})

describe('chunking', () => {
  const prompt = fc.constantFrom<Prompt>('@', '@alice@', '@🛠@')
  const payload = fc
    .oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('a', ':', '@', '\n', ' ', '\r', '🛠') }),
    )
    .filter((text) => !text.endsWith('\r'))

  it('never changes the replies', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(payload, prompt), { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        fc.boolean(),
        (exchange, cuts, byteByByte) => {
          const sent = exchange.map(([text, end]) =>
            encodeReply({ kind: 'data', payload: text }, end),
          )
          const whole = utf8.encode(`@${sent.join('')}`)
          const places = byteByByte ? [...whole.keys()] : cuts.map((place) => place % whole.length)
          const bodies = exchange.map(([text]) => `data:${text.replaceAll('\n@', ' @')}`)
          expect(readInPieces(whole, places)).toEqual(bodies)
        },
      ),
    )
  })

  it('never changes the answer to pol', () => {
    const start = fc.constantFrom('', '@', 'bob@', 'b@')
    const answer = fc.constantFrom('@bob@', '@🛠@', 'error:AT0401-a@b\n@', 'data:x\n@')
    fc.assert(
      fc.property(start, answer, fc.nat({ max: 20 }), (before, said, place) => {
        const whole = utf8.encode(before + said)
        const at = place % whole.length
        const reader = new ReplyReader()
        const found: (string | undefined)[] = []
        for (const piece of [whole.subarray(0, at), whole.subarray(at)]) {
          reader.push(piece)
          found.push(found.at(-1) ?? reader.take('pol'))
        }
        expect(found.at(-1)).toBe(said.replace(/\n@$/u, ''))
      }),
    )
  })
})

/** Pushes `whole` cut at `places`, taking replies as soon as they are complete. */
function readInPieces(whole: Uint8Array, places: readonly number[]): readonly string[] {
  const reader = new ReplyReader()
  const bodies: string[] = []
  const ends = [...places.toSorted((a, b) => a - b), whole.length]
  let expect: Expectation = 'greeting'
  for (const [index, end] of ends.entries()) {
    reader.push(whole.subarray(ends[index - 1] ?? 0, end))
    for (let body = reader.take(expect); body !== undefined; body = reader.take(expect)) {
      if (expect === 'reply') {
        bodies.push(body)
      }
      expect = 'reply'
    }
  }
  return bodies
}
