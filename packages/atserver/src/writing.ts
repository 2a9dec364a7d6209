import { sliceTimer } from '@atnet/verbs'
import type { Serving } from './answer.ts'
import { slowReaderMs } from './limits.ts'

/**
 * Writes to a connection and waits until its reader has caught up. A reader that does not is cut
 * off, so that what waits for it never grows without end (limit.slow-reader).
 */
export async function write(
  { session, engine }: Pick<Serving, 'session' | 'engine'>,
  bytes: string | Uint8Array,
): Promise<void> {
  session.lastActiveAt = engine.clock.now()
  const pending = session.stream.send(bytes)
  if (pending === undefined) {
    return
  }
  const deadline = engine.clock.after(slowReaderMs, () => {
    engine.log('warn', 'connection.too-slow', { queuedBytes: session.stream.queuedBytes })
    session.stream.destroy()
  })
  try {
    await pending
  } finally {
    deadline.cancel()
  }
}

/** Writes one piece after the other; encrypting megabytes gives others a turn now and then (limit.slice). */
export async function writePieces(
  serving: Pick<Serving, 'session' | 'engine'>,
  pieces: readonly string[],
): Promise<void> {
  const sliceOver = sliceTimer()
  for (const piece of pieces) {
    await write(serving, piece)
    await sliceOver()
  }
}
