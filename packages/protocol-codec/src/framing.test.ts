import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AtFault } from './faults.ts'
import { type FrameEvent, LineFramer, type LineGate, lineTooLong, verbTooLong } from './framing.ts'
import type { Head } from './heads.ts'
import { maxLineBytes } from './limits.ts'

/** Any UTF-16 unit, halves of characters included. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))

const utf8 = new TextEncoder()
const ownerGate: LineGate = { limitFor: () => maxLineBytes }
const strangerGate: LineGate = {
  limitFor: (head) => (head === 'enroll' ? 500 : 100),
  refuse: (head) => (head === 'tooLong' ? verbTooLong() : undefined),
}

/** What a framer says of bytes in these pieces. */
function frame(gate: LineGate, ...pieces: readonly (string | Uint8Array)[]): readonly FrameEvent[] {
  const framer = new LineFramer(gate)
  return pieces.flatMap((piece) => {
    framer.push(typeof piece === 'string' ? utf8.encode(piece) : piece)
    return drain(framer)
  })
}

function drain(framer: LineFramer): FrameEvent[] {
  const events: FrameEvent[] = []
  for (let event = framer.next(); event !== undefined; event = framer.next()) {
    events.push(event)
  }
  return events
}

function lines(...texts: readonly string[]): readonly FrameEvent[] {
  return texts.map((text) => ({ kind: 'line', text }))
}

const tooLong: FrameEvent = { kind: 'refused', fault: lineTooLong() }

// wire.line.framing
describe('LineFramer', () => {
  it.each([
    ['a line', ['noop:0\n'], ['noop:0']],
    ['two lines in one piece', ['noop:0\ninfo\n'], ['noop:0', 'info']],
    ['a line in many pieces', ['no', 'op', '', ':0', '\n'], ['noop:0']],
    ['a line and a half', ['noop:0\ninfo', ':brief\n'], ['noop:0', 'info:brief']],
    ['CR LF', ['noop:0\r\n'], ['noop:0']],
    ['CR LF split', ['noop:0\r', '\n'], ['noop:0']],
    ['a CR inside', ['a\rb\n'], ['a\rb']],
    ['empty lines, each for itself', ['\n\r\n \t\n\n'], ['', '', '', '']],
    ['blanks around', ['  noop:0  \n'], ['noop:0']],
    ['other white space around', ['\ufeff\u0085noop:0\u3000\n'], ['noop:0']],
    ['NUL bytes', ['noop:0\0\n\0\n'], ['noop:0\0', '\0']],
    ['characters split over pieces', [bytes(0xf0, 0x9f), bytes(0x9b, 0xa0, 10)], ['🛠']],
    ['nothing yet', ['noop:0'], []],
  ])('reads %s', (_what, pieces, texts) => {
    expect(frame(ownerGate, ...pieces)).toEqual(lines(...texts))
  })

  it.each([
    ['', true],
    ['noop:0', false],
    ['noop:0\n', true],
    ['noop:0\n ', false],
  ])('after %j is between two lines: %s', (text, isBetween) => {
    const framer = new LineFramer(ownerGate)
    framer.push(utf8.encode(text))
    drain(framer)
    expect(framer.isBetweenLines).toBe(isBetween)
  })

  it.each([
    ['a byte that is no UTF-8', bytes(0x6e, 0xff, 10)],
    ['half a character', bytes(0xf0, 0x9f, 10)],
    ['an encoded surrogate', bytes(0xed, 0xa0, 0x80, 10)],
    ['an overlong form', bytes(0xc0, 0x80, 10)],
  ])('says so of a line with %s, and reads on', (_what, piece) => {
    expect(frame(ownerGate, piece, 'noop:0\n')).toEqual([
      { kind: 'undecodable' },
      ...lines('noop:0'),
    ])
  })

  it('takes the longest line and refuses one byte more', { timeout: 60_000 }, () => {
    const longest = new Uint8Array(maxLineBytes).fill(0x78)
    longest[maxLineBytes - 1] = 0x0a
    const [event] = frame(ownerGate, longest)
    expect(event?.kind === 'line' && event.text.length).toBe(maxLineBytes - 1)

    const longer = new Uint8Array(maxLineBytes + 1).fill(0x78)
    longer[maxLineBytes] = 0x0a
    expect(frame(ownerGate, longer)).toEqual([tooLong])
    // Without its line feed the same length is already one too many.
    expect(frame(ownerGate, longer.subarray(0, maxLineBytes))).toEqual([tooLong])
    expect(frame(ownerGate, longer.subarray(0, maxLineBytes - 1))).toEqual([])
  })

  it('yields nothing after a refusal and forgets the bytes', () => {
    const framer = new LineFramer(strangerGate)
    framer.push(utf8.encode(`from:${'x'.repeat(200)}\nnoop:0\n`))
    expect(drain(framer)).toEqual([tooLong])
    framer.push(utf8.encode('noop:0\n'))
    expect(drain(framer)).toEqual([])
  })
})

// wire.line.limit
describe('the gate', () => {
  it('is asked about each line with the session the lines before it left', () => {
    let limit = 20
    const framer = new LineFramer({ limitFor: () => limit })
    framer.push(utf8.encode(`cram:x\nupdate:${'x'.repeat(100)}\nupdate:${'x'.repeat(100)}\n`))
    expect(framer.next()).toEqual({ kind: 'line', text: 'cram:x' })
    limit = 1_000
    expect(framer.next()).toMatchObject({ kind: 'line' })
    limit = 20
    expect(framer.next()).toEqual(tooLong)
  })

  it('is asked once per line', () => {
    const heads: Head[] = []
    const gate: LineGate = {
      limitFor: (head) => {
        heads.push(head)
        return 100
      },
    }
    frame(gate, ...Array.from('noop:0\n\nupdate:a b\nfoo\n@exit\nscan'))
    expect(heads).toEqual(['noop', 'unknown', 'update', 'unknown', 'exit'])
  })

  it('may refuse a line before it ends', () => {
    const fault = new AtFault('unauthenticated', 'Command cannot be executed without auth')
    const gate: LineGate = {
      limitFor: () => 1_000,
      refuse: (head) => (head === 'batch' ? fault : undefined),
    }
    expect(frame(gate, 'noop:0\nbatch:[')).toEqual([...lines('noop:0'), { kind: 'refused', fault }])
  })

  it('refuses a verb that does not end, though not the longest one', () => {
    const refused = [{ kind: 'refused', fault: verbTooLong() }]
    expect(frame(strangerGate, 'x'.repeat(64))).toEqual([])
    expect(frame(strangerGate, 'x'.repeat(65))).toEqual(refused)
    expect(frame(strangerGate, 'x'.repeat(10_000))).toEqual(refused)
    expect(frame(strangerGate, `${'x'.repeat(64)}:\n`)).toEqual(lines(`${'x'.repeat(64)}:`))
    expect(frame(strangerGate, `${'x'.repeat(65)}:\n`)).toEqual(refused)
    expect(frame(strangerGate, ' '.repeat(10_000))).toEqual([tooLong])
    expect(frame(strangerGate, `enroll:${'x'.repeat(490)}\n`)).toMatchObject([{ kind: 'line' }])
  })
})

// wire.line.head
describe('a head', () => {
  it.each<[string, Head | undefined]>([
    ['from:', 'from'],
    ['FROM:', 'from'],
    [' \t\r from:', 'from'],
    ['from\n', 'from'],
    ['scan ', 'scan'],
    ['info\r\n', 'info'],
    ['update:meta:', 'update'],
    ['sync:from', 'sync'],
    ['notify:list', 'notify'],
    ['@exit\n', 'exit'],
    ['@EXIT\n', 'unknown'],
    ['exit\n', 'unknown'],
    ['foo:', 'unknown'],
    ['constructor:', 'unknown'],
    [':', 'unknown'],
    ['\n', 'unknown'],
    ['\ufefffrom:', 'unknown'],
    [`${' '.repeat(64)}from:`, 'from'],
    [`${' '.repeat(65)}from:`, 'unknown'],
    ['x'.repeat(65), 'tooLong'],
    ['from', undefined],
    ['  ', undefined],
    ['x'.repeat(64), undefined],
  ])('of %j is %s', (start, head) => {
    const heads: Head[] = []
    frame(
      {
        limitFor: (found) => {
          heads.push(found)
          return maxLineBytes
        },
      },
      start,
    )
    expect(heads).toEqual(head === undefined ? [] : [head])
  })
})

describe('chunking', () => {
  const anyBytes = fc
    .array(
      fc.oneof(
        fc.constantFrom('\n', '\r\n', ' ', ':', 'noop:0\n', 'scan', '@exit\n', 'enroll:', '🛠', 'é'),
        fc.constant('x'.repeat(70)),
        fc.string({ unit: anyUnit, maxLength: 10 }),
      ),
      { maxLength: 30 },
    )
    .map((parts) => utf8.encode(parts.join('')))
  const broken = fc.uint8Array({ maxLength: 50 })
  const cuts = fc.array(fc.nat(), { maxLength: 20 })

  it.each([
    ['a stranger', strangerGate],
    ['an owner', ownerGate],
  ])('never changes what %s said', (_who, gate) => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, broken), cuts, (whole, places) => {
        const events = frame(gate, whole)
        expect(frame(gate, ...cut(whole, places))).toEqual(events)
        expect(frame(gate, ...cut(whole, [...whole.keys()]))).toEqual(events)
      }),
    )
  })

  it('ends with the fault that the gate has for a line of its head, once it is too long', () => {
    const fault = new AtFault('unauthenticated', 'not yours')
    const gate: LineGate = {
      limitFor: () => 20,
      outgrown: (head) => (head === 'update' ? fault : undefined),
    }
    const long = 'x'.repeat(20)
    expect(frame(gate, 'update:x\nup', `date:${long}`)).toEqual([
      ...lines('update:x'),
      { kind: 'refused', fault },
    ])
    expect(frame(gate, `lookup:${long}\n`)).toEqual([tooLong])
  })

  it('is the same whether pieces are read one by one or all at the end', () => {
    fc.assert(
      fc.property(anyBytes, cuts, (whole, places) => {
        const framer = new LineFramer(strangerGate)
        for (const piece of cut(whole, places)) {
          framer.push(piece)
        }
        expect(drain(framer)).toEqual(frame(strangerGate, whole))
      }),
    )
  })
})

function cut(whole: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const at = places.map((place) => place % (whole.length + 1)).toSorted((a, b) => a - b)
  return [0, ...at].map((from, index) => whole.subarray(from, [...at, whole.length][index]))
}

function bytes(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values)
}
