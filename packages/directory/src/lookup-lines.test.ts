import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LookupEvent, lookupLines } from './lookup-lines.ts'

const utf8 = new TextEncoder()

function read(...chunks: readonly (string | Uint8Array)[]): readonly LookupEvent[] {
  const linesOf = lookupLines()
  return chunks.flatMap((chunk) => linesOf(typeof chunk === 'string' ? utf8.encode(chunk) : chunk))
}

function name(text: string): LookupEvent {
  return { kind: 'name', name: text }
}

// directory.lookup.line
describe('lines of a directory client', () => {
  it.each([
    ['alice\n', 'alice'],
    ['alice🛠\n', 'alice🛠'],
    ['ALICE🛠\r\n', 'alice🛠'],
    ['@Alice\n', 'alice'],
    ['  alice  \n', 'alice'],
    ['colin.constable\n', 'colin.constable'],
    ['from:@alice\n', 'from:@alice'],
    ['@@alice\n', '@alice'],
    ['\n', ''],
    ['\r\n', ''],
    ['@\n', ''],
  ])('%j asks for %j', (line, expected) => {
    expect(read(line)).toEqual([name(expected)])
  })

  it('wait for their newline', () => {
    expect(read('ali')).toEqual([])
    expect(read('ali', 'ce\n')).toEqual([name('alice')])
  })

  it('are taken one by one from one chunk', () => {
    expect(read('alice\nbob\n\ncar', 'ol\n')).toEqual([
      name('alice'),
      name('bob'),
      name(''),
      name('carol'),
    ])
  })

  it.each(['@exit', '@EXIT\n', ' @Exit\r\n'])('%j says goodbye', (line) => {
    expect(read(line)).toEqual([{ kind: 'exit' }])
    expect(read(`alice\n${line}`)).toEqual([name('alice'), { kind: 'exit' }])
  })

  it('say goodbye only as a whole', () => {
    expect(read('@exits\n', 'x@exit\n')).toEqual([name('exits'), name('x@exit')])
  })

  it('are no names when they are no UTF-8, but lines all the same', () => {
    expect(read(Uint8Array.of(0xff, 0x0a))).toEqual([name('\ufffd')])
  })
})

// directory.lookup.limit
describe('a line too long', () => {
  it.each([
    ['255 characters with the newline', `${'x'.repeat(254)}\n`, 'name'],
    ['256 characters with the newline', `${'x'.repeat(255)}\n`, 'tooLong'],
    ['256 characters without one', 'x'.repeat(256), 'tooLong'],
    ['254 characters of three bytes each', `${'€'.repeat(254)}\n`, 'name'],
    ['256 characters of three bytes each', `${'€'.repeat(255)}\n`, 'tooLong'],
    ['128 emoji, which count twice', '🛠'.repeat(128), 'tooLong'],
    ['a million bytes', 'x'.repeat(1_000_000), 'tooLong'],
  ])('%s: %s', (_what, text, kind) => {
    expect(read(text).map((event) => event.kind)).toEqual([kind])
    expect(read(...text.slice(0, 600)).at(-1)?.kind).toBe(kind)
  })

  it('leaves the lines before it in force', () => {
    expect(read(`alice\n${'x'.repeat(300)}`)).toEqual([name('alice'), { kind: 'tooLong' }])
  })
})

it('makes the same of a text however it is cut', () => {
  const line = fc.string({
    unit: fc.constantFrom('a', 'B', '🛠', '@', ' ', '.', 'é'),
    maxLength: 20,
  })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), fc.array(fc.nat(30)), (lines, cuts) => {
      const bytes = utf8.encode(lines.map((each) => `${each}\n`).join(''))
      const chunks: Uint8Array[] = []
      let at = 0
      for (const cut of cuts) {
        chunks.push(bytes.subarray(at, at + cut))
        at += cut
      }
      chunks.push(bytes.subarray(at))
      expect(read(...chunks)).toEqual(read(bytes))
    }),
  )
})
