import { type Clock, type Log, sleep, type Timer } from '@atnet/runtime'
import { type ByteStream, greet, StreamError } from '@atnet/transport'
import { formatAddress } from './address.ts'
import type { DirectoryCounts } from './counts.ts'
import { tarpitMisses, tarpitMs } from './limits.ts'
import { lookupLines } from './lookup-lines.ts'
import type { AddressSource } from './store.ts'

/** What a session needs from its server. */
export type SessionOptions = {
  readonly stream: ByteStream
  readonly store: AddressSource
  readonly clock: Clock
  readonly log: Log
  /** Slow down, then cut off, who keeps asking for names that do not exist. */
  readonly tarpit: boolean
  /** How long a client may take for its next question. */
  readonly idleMs: number
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal
  readonly counts: DirectoryCounts
}

/**
 * One client's conversation with a directory: greeting, one answer to each line, in order, each a single write
 * (directory.lookup.reply). Resolves when the stream is closed. Never rejects.
 */
export async function serveLookups(options: SessionOptions): Promise<void> {
  const { stream, log, stopping, counts } = options
  const life: Life = { busy: true, idle: watchIdle(options) }
  const onStop = (): void => {
    if (!life.busy) {
      void stream.end()
    }
  }
  stopping.addEventListener('abort', onStop, { once: true })
  try {
    await greet(stream)
    await answerAll(options, life)
  } catch (error) {
    // A client that is gone needs no answer. Anything else is the store's fault, and no answer is better than
    // `null`, which would mean that the name does not exist.
    if (!(error instanceof StreamError) && !stopping.aborted) {
      const reason = error instanceof Error ? error.message : String(error)
      log('error', 'lookup.failed', { reason })
      counts.lookup('failed')
      stream.destroy()
    }
  }
  life.idle.cancel()
  stopping.removeEventListener('abort', onStop)
  await stream.end()
}

/** How far a session is. */
type Life = {
  /** An answer is owed: the session ends by itself once that has been given. */
  busy: boolean
  idle: Timer
}

async function answerAll(options: SessionOptions, life: Life): Promise<void> {
  const { stream, stopping } = options
  const linesOf = lookupLines()
  const misses = openMisses(options)
  life.busy = false
  for await (const chunk of stream.incoming) {
    life.busy = true
    for (const event of linesOf(chunk)) {
      if (event.kind !== 'name' || stopping.aborted) {
        return
      }
      const answer = await answerTo(event.name, options, misses)
      if (answer === undefined) {
        return
      }
      await stream.send(`${answer}\r\n@`)
      life.idle.cancel()
      life.idle = watchIdle(options)
    }
    if (stopping.aborted) {
      return
    }
    life.busy = false
  }
}

/** Counted from the last answer, so that dripping bytes buys no time (directory.lookup.idle). */
function watchIdle({ clock, idleMs, stream }: SessionOptions): Timer {
  return clock.after(idleMs, () => {
    stream.destroy()
  })
}

async function answerTo(
  name: string,
  { store, log, counts }: SessionOptions,
  misses: Misses,
): Promise<string | undefined> {
  if (name === '') {
    // A sign of life that some clients ask for before their first question.
    return 'null'
  }
  const address = await store.find(name)
  log('debug', 'lookup.answered', { found: address !== undefined })
  counts.lookup(address === undefined ? 'unknown' : 'found')
  if (address !== undefined) {
    return formatAddress(address)
  }
  return (await misses()) === 'answer' ? 'null' : undefined
}

/** Notes a miss and says what becomes of it, when its time has come. */
type Misses = () => Promise<'answer' | 'close'>

/** The first is answered at once, the second late, the third not at all (directory.lookup.tarpit). */
function openMisses({ tarpit, clock, stopping }: SessionOptions): Misses {
  let count = 0
  return async () => {
    count += 1
    if (!tarpit || count === 1) {
      return 'answer'
    }
    await sleep(clock, tarpitMs, stopping)
    return count < tarpitMisses ? 'answer' : 'close'
  }
}
