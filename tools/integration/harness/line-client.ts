import { systemClock } from '@atnet/runtime'
import { takeReply } from './replies.ts'
import type { Wire } from './wires.ts'

/** How long a test waits for bytes before it says what it was waiting for, milliseconds. */
const patienceMs = 20_000

/** A client that sends whatever it is told to, and shows exactly what comes back. */
export type LineClient = {
  /** Sends bytes as they are, without waiting for anything. */
  readonly send: (data: string | Uint8Array) => void
  /** Sends a line and gives the whole reply, prompt included. */
  readonly ask: (line: string) => Promise<string>
  /** The next whole reply, prompt included. */
  readonly reply: () => Promise<string>
  /** The next `count` replies, in order. */
  readonly replies: (count: number) => Promise<readonly string[]>
  /** Resolves when the other end closes, with the bytes that belong to no reply. */
  readonly closed: () => Promise<string>
  /** Every record as it arrived. */
  readonly records: readonly Uint8Array[]
  /** What has arrived and was not taken. */
  readonly untaken: () => string
  /** Ends the connection from this side. */
  readonly close: () => Promise<void>
}

/** A client on `wire`, once it was greeted. */
export async function greeted(wire: Wire): Promise<LineClient> {
  const client = lineClient(wire)
  await client.reply()
  return client
}

/** A client on `wire`; the greeting is not taken yet. */
export function lineClient(wire: Omit<Wire, 'drained'>): LineClient {
  const records: Uint8Array[] = []
  const inbox = openInbox()
  let ended = false
  let wake = idle
  const reading = read()

  async function read(): Promise<void> {
    const decoder = new TextDecoder()
    try {
      for await (const record of wire.incoming) {
        records.push(record)
        inbox.put(decoder.decode(record, { stream: true }))
        wake()
      }
    } finally {
      ended = true
      wake()
    }
  }
  // A reset is one way for the other end to close; what came before it still counts.
  const over = reading.catch(() => undefined)

  async function reply(): Promise<string> {
    for (;;) {
      const taken = inbox.take()
      if (taken !== undefined) {
        return taken
      }
      if (ended) {
        throw new Error(
          `the connection was closed instead of a reply, after: ${shown(inbox.all())}`,
        )
      }
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      await within(
        woken,
        () => `waited ${patienceMs} ms for a reply; so far: ${shown(inbox.all())}`,
      )
    }
  }

  return {
    send: wire.send,
    ask: (line) => {
      wire.send(`${line}\n`)
      return reply()
    },
    reply,
    replies: async (count) => {
      const taken: string[] = []
      while (taken.length < count) {
        taken.push(await reply())
      }
      return taken
    },
    closed: async () => {
      await within(over, () => `waited ${patienceMs} ms for the end; so far: ${shown(inbox.all())}`)
      return inbox.all()
    },
    records,
    untaken: inbox.all,
    close: async () => {
      wire.destroy()
      await over
    },
  }
}

/** Text that has arrived. Replies of megabytes come in thousands of pieces, so it is joined only when it may be whole. */
function openInbox(): {
  readonly put: (piece: string) => void
  readonly take: () => string | undefined
  readonly all: () => string
} {
  let pieces: readonly string[] = []
  let fresh: string[] = []
  let mayBeWhole = false
  function all(): string {
    const text = [...pieces, ...fresh].join('')
    pieces = [text]
    fresh = []
    return text
  }
  return {
    put: (piece) => {
      fresh.push(piece)
      // Every reply ends with a prompt, and every prompt with this.
      mayBeWhole ||= piece.includes('@')
    },
    take: () => {
      const taken = mayBeWhole ? takeReply(all()) : undefined
      pieces = taken === undefined ? pieces : [taken.rest]
      mayBeWhole = taken !== undefined
      return taken?.reply
    },
    all,
  }
}

function idle(): void {}

async function within(awaited: Promise<void>, complaint: () => string): Promise<void> {
  const tooLong = new Error()
  await new Promise<void>((resolve, reject) => {
    const timer = systemClock.after(patienceMs, () => {
      tooLong.message = complaint()
      reject(tooLong)
    })
    void awaited.then(resolve, reject).finally(timer.cancel)
  })
}

function shown(text: string): string {
  return JSON.stringify(text.length > 400 ? `${text.slice(0, 200)}…${text.slice(-200)}` : text)
}
