import { maxInputBytes } from './limits.ts'
import { UsageError } from './usage-error.ts'

/**
 * The lines of `input`, without their line feeds, each as soon as it is complete. Throws
 * {@link UsageError} for a line beyond what a command may be.
 */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let pieces: Uint8Array[] = []
  let length = 0
  for await (const chunk of input) {
    let start = 0
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      yield decode([...pieces, chunk.subarray(start, end)])
      pieces = []
      length = 0
      start = end + 1
    }
    pieces.push(chunk.subarray(start))
    length += chunk.length - start
    checkLength(length, 'A line')
  }
  if (length > 0) {
    yield decode(pieces)
  }
}

/** All of `input` as text. Throws {@link UsageError} when it is longer than a value may be. */
export async function textOfInput(input: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const chunk of input) {
    pieces.push(chunk)
    length += chunk.length
    checkLength(length, 'The value')
  }
  return decode(pieces)
}

const lineFeed = 0x0a

function checkLength(length: number, what: string): void {
  if (length > maxInputBytes) {
    throw new UsageError(`${what} on standard input is longer than ${maxInputBytes} bytes.`)
  }
}

function decode(pieces: readonly Uint8Array[]): string {
  return Buffer.concat(pieces).toString('utf8').replace(/\r$/u, '')
}
