import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linesOf, textOfInput } from './input.ts'
import { maxInputBytes } from './limits.ts'

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size)
  }
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield Buffer.alloc(1_000_000, 'x')
  }
}

async function collect(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = []
  for await (const line of lines) {
    all.push(line)
  }
  return all
}

describe('linesOf', () => {
  it('gives the same lines however they are cut', async () => {
    const text = fc.array(fc.constantFrom('a', 'é', '🛠', '\n', ':', ' ')).map((all) => all.join(''))
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (all, size) => {
        const lines = await collect(linesOf(inPieces(all, size)))
        const expected = all.split('\n')
        expect(lines).toEqual(all.endsWith('\n') || all === '' ? expected.slice(0, -1) : expected)
      }),
    )
  })

  it('takes lines as other systems end them', async () => {
    expect(await collect(linesOf(inPieces('a\r\nb\r\n', 3)))).toEqual(['a', 'b'])
  })

  it('stops reading a line without an end', async () => {
    await expect(linesOf(endless()).next()).rejects.toThrow(`longer than ${maxInputBytes} bytes`)
  })
})

describe('textOfInput', () => {
  it('gives everything', async () => {
    expect(await textOfInput(inPieces('é\n🛠\n', 1))).toBe('é\n🛠\n')
  })

  it('stops reading what has no end', async () => {
    await expect(textOfInput(endless())).rejects.toThrow(`longer than ${maxInputBytes} bytes`)
  })
})
