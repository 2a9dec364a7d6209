import { takeReply } from './replies.ts'
import type { Wire } from './wires.ts'

/** A client that reads no faster than it is asked to, and sees bytes where others see lines. */
export type ByteClient = {
  /** Sends bytes, and resolves when there is room for more. */
  readonly send: (data: string | Uint8Array) => Promise<void>
  /** Sends a line and gives the whole reply, prompt included. */
  readonly ask: (line: string) => Promise<string>
  /** The next `count` bytes, or fewer when the other end closes before. */
  readonly read: (count: number) => Promise<Uint8Array>
  /** The next line, without its line feed. */
  readonly line: () => Promise<string>
  /** All that comes before the other end closes. */
  readonly rest: () => Promise<Uint8Array>
  readonly destroy: () => void
}

/** A client on `wire`, once it was greeted. */
export async function byteClient(wire: Wire): Promise<ByteClient> {
  const chunks = wire.incoming[Symbol.asyncIterator]()
  let held: Uint8Array = new Uint8Array(0)

  /** Whether there was more to come. */
  async function pull(): Promise<boolean> {
    // A reset is one way for the other end to close.
    const next = await chunks.next().catch(() => undefined)
    if (next === undefined || next.done === true) {
      return false
    }
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value])
    return true
  }

  function take(count: number): Uint8Array {
    const taken = held.subarray(0, count)
    held = held.subarray(count)
    return taken
  }

  async function line(): Promise<string> {
    while (!held.includes(lineFeed)) {
      if (!(await pull())) {
        throw new Error(`closed instead of a line, after ${JSON.stringify(decode(held))}`)
      }
    }
    return decode(take(held.indexOf(lineFeed) + 1)).slice(0, -1)
  }

  async function reply(): Promise<string> {
    for (;;) {
      const taken = takeReply(decode(held))
      if (taken !== undefined) {
        take(Buffer.byteLength(taken.reply))
        return taken.reply
      }
      if (!(await pull())) {
        throw new Error(`closed instead of a reply, after ${JSON.stringify(decode(held))}`)
      }
    }
  }

  async function read(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    let missing = count
    while (missing > 0 && (held.length > 0 || (await pull()))) {
      const part = take(missing)
      parts.push(part)
      missing -= part.length
    }
    return Buffer.concat(parts)
  }

  await reply()
  return {
    send: async (data) => {
      wire.send(data)
      await wire.drained()
    },
    ask: async (question) => {
      wire.send(`${question}\n`)
      return await reply()
    },
    ...{ read, line },
    rest: () => read(Number.POSITIVE_INFINITY),
    destroy: wire.destroy,
  }
}

const lineFeed = 0x0a

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}
