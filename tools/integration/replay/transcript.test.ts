import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseTranscript, type Step, TranscriptError } from './transcript.ts'

const golden = new URL('../golden/', import.meta.url)

function steps(text: string): readonly Step[] {
  return parseTranscript('made-up', text).steps
}

function sent(text: string): string {
  const step = steps(`[alice#1] C> ${text}`)[0]
  if (step?.kind !== 'send') {
    throw new Error('no bytes were read')
  }
  return Buffer.from(step.bytes).toString('latin1')
}

function received(text: string): unknown {
  return steps(`[alice#1] S< ${text}`)[0]
}

describe('a recording', () => {
  it('opens, sends, receives and ends connections', () => {
    const text = [
      '# a remark',
      '[alice#1] CONNECT port 26000 client-cert=yes',
      '[alice#1] S< "@"',
      '[alice#1] C> "noop:0\\n"',
      '[alice#1] -- no response within 1.5s',
      '[alice#1] -- CLOSED BY SERVER (no bytes)',
      '[bob#2] (client closes)',
    ]
    expect(steps(text.join('\n')).map(({ kind, line }) => [line, kind])).toEqual([
      [2, 'connect'],
      [3, 'receive'],
      [4, 'send'],
      [5, 'silence'],
      [6, 'closed'],
      [7, 'leave'],
    ])
  })

  it('undoes every escape, also of bytes that are no text', () => {
    expect(sent('"a\\r\\n\\t\\"\\\\\\xff\\x00"')).toBe('a\r\n\t"\\\u00ff\u0000')
  })

  it.each([
    ['"x xxxx…(5 x)\\n"', 'x xxxxx\n'],
    ['"public:k…(3 times k).wavi v\\n" [key text is 9 characters]"', 'public:kkk.wavi v\n'],
    ['"xxxx…(6 x, no newline)"', 'xxxxxx'],
  ])('expands %s', (short, long) => {
    expect(sent(short)).toBe(long)
  })

  it('fills an abbreviated answer up to its length', () => {
    expect(received('[17 bytes: data:xx…x\\n@🛠@]')).toMatchObject({ text: 'data:xxxxx\n@🛠@' })
  })

  it('keeps how long the server took', () => {
    expect(received('"null\\r\\n@"   (after 3.0s)   (records: 4+3)')).toMatchObject({
      text: 'null\r\n@',
      afterMs: 3_000,
    })
  })

  it('leaves out what servers said to each other', () => {
    expect(steps('[bob #1] C> "pol\\n"\nnegotiated with default client')).toEqual([])
  })

  it('refuses a step it does not know, naming the line', () => {
    expect(() => steps('\n[alice#1] what?')).toThrow(TranscriptError)
    expect(() => steps('\n[alice#1] what?')).toThrow(/^made-up:2 /u)
  })

  it.each(readdirSync(golden).filter((file) => file.endsWith('.txt')))(
    'reads every step of %s',
    (file) => {
      const text = readFileSync(new URL(file, golden), 'utf8')
      const written = text.split('\n').filter((row) => /^\[[a-z]+#\d+\]/u.test(row))
      const parsed = parseTranscript(file, text).steps
      expect(parsed.length).toBe(written.length)
      expect(parsed.length).toBeGreaterThan(20)
    },
  )
})
