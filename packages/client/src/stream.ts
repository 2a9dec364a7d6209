import { type AtSign, format, readFault } from '@atnet/protocol-codec'
import type { Clock } from '@atnet/runtime'
import type { ByteStream } from '@atnet/transport'
import { type Connection, type ConnectOptions, connect } from './connect.ts'
import { ClientError, ServerFault } from './errors.ts'
import { maxStreamLineBytes, streamWaitMs } from './limits.ts'

/** What is streamed to another atSign. */
export type StreamOut = {
  /** What the receiver has to know, and nobody else: a UUID. */
  readonly id: string
  readonly to: AtSign
  readonly namespace?: string
  /** What the file is called; other clients write it in base64. */
  readonly fileName: string
  /** Bytes of the whole file. */
  readonly length: number
  /** Where the bytes to send begin, when an earlier stream broke there. */
  readonly startByte?: number
  /** The bytes from `startByte` on. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/** What is streamed from another atSign. */
export type StreamIn = {
  readonly id: string
  /** How many bytes come: of the file, or of the rest of it. */
  readonly bytes: number
  /** Takes them as they come, each time before more are read. */
  readonly take: (chunk: Uint8Array) => Promise<void>
}

/**
 * Offers a stream, waits for its receiver, sends, and waits until the receiver has everything. The
 * connection must be logged in; it is used up. Throws {@link ServerFault} when the server refuses
 * the offer or nobody came, and {@link ClientError} when the stream breaks: the receiver then has a
 * part of it at most (client.stream).
 */
export async function sendStream(
  connection: Connection,
  clock: Clock,
  { id, to, namespace, fileName, length, startByte, bytes }: StreamOut,
): Promise<void> {
  const stream = connection.release()
  const line = format({
    ...{ verb: 'stream', operation: 'init', receiver: to, namespace, streamId: id },
    ...{ startByte, fileName, length },
  })
  try {
    const lines = linesOf(patient(stream, clock))
    await deliver(stream, `${line}\n`)
    await expectLine(lines, `stream:ack ${id}`)
    for await (const chunk of bytes) {
      await deliver(stream, chunk)
    }
    await expectLine(lines, `stream:done ${id}`)
  } finally {
    await stream.end()
  }
}

/**
 * Connects to the atServer of whoever streams, takes what was offered under an id, and says that it
 * is done. Throws {@link ServerFault} when the server does not give it, and {@link ClientError} when
 * the stream breaks; what was taken until then is good (client.stream).
 */
export async function receiveStream(
  options: ConnectOptions,
  { id, bytes, take }: StreamIn,
): Promise<void> {
  const stream = (await connect(options)).release()
  try {
    const chunks = patient(stream, options.clock)
    await deliver(stream, `stream:receive ${id}\n`)
    await takeAll(chunks, bytes, take)
    await deliver(stream, `stream:done ${id}\n`)
    await closedWithout(chunks)
  } finally {
    await stream.end()
  }
}

async function takeAll(
  chunks: AsyncIterator<Uint8Array>,
  bytes: number,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  for (let left = bytes; left > 0; ) {
    const next = await chunks.next()
    if (next.done === true) {
      throw broken(`${left} of ${bytes} bytes did not come`)
    }
    const chunk = next.value.subarray(0, left)
    if (left === bytes && chunk.length < bytes) {
      // An error comes instead of the first bytes, as a whole reply in one packet.
      throwIfFault(decode(chunk))
    }
    await take(chunk)
    left -= chunk.length
  }
}

/** What a stream gives, until it has been silent for too long. */
async function* patient(stream: ByteStream, clock: Clock): AsyncGenerator<Uint8Array> {
  const chunks = stream.incoming[Symbol.asyncIterator]()
  let isLate = false
  for (;;) {
    const deadline = clock.after(streamWaitMs, () => {
      isLate = true
      stream.destroy()
    })
    const next = await chunks.next().catch(() => undefined)
    deadline.cancel()
    if (isLate) {
      throw new ClientError('timeout', 'The stream stood still for too long; start it again.')
    }
    if (next === undefined || next.done === true) {
      return
    }
    yield next.value
  }
}

async function deliver(stream: ByteStream, data: string | Uint8Array): Promise<void> {
  try {
    await stream.send(data)
  } catch (error) {
    throw broken('the other side is gone', error)
  }
}

/** Lines of a server, each without its line feed. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let text = ''
  for await (const chunk of chunks) {
    text += decode(chunk)
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      yield text.slice(0, end)
      text = text.slice(end + 1)
    }
    if (text.length > maxStreamLineBytes) {
      throw broken('the atServer sent something that is no line')
    }
  }
}

async function expectLine(lines: AsyncIterator<string>, expected: string): Promise<void> {
  const next = await lines.next()
  if (next.done === true) {
    throw broken('the other side is gone')
  }
  // The end of the last prompt may come before it.
  const line = next.value.slice(next.value.lastIndexOf('@', next.value.indexOf(':')) + 1)
  throwIfFault(line)
  if (line !== expected) {
    throw broken('the atServer said something else')
  }
}

function throwIfFault(text: string): void {
  const fault = /^error:[^\n]*(?:\n@|$)/u.test(text)
    ? readFault(text.split('\n', 1)[0] ?? '')
    : undefined
  if (fault !== undefined) {
    throw new ServerFault(fault.code, fault.description)
  }
}

/** Waits until the server closes: all is well unless it says something. */
async function closedWithout(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let text = ''
  for await (const chunk of chunks) {
    text = (text + decode(chunk)).slice(0, maxStreamLineBytes)
    throwIfFault(text)
  }
}

function broken(what: string, cause?: unknown): ClientError {
  return new ClientError(
    'connectionLost',
    `The stream broke: ${what}. Start it again, or resume it.`,
    {
      ...(cause === undefined ? {} : { cause }),
    },
  )
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
