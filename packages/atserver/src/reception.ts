import { AtFault } from '@atnet/protocol-codec'
import { sleep, systemClock } from '@atnet/runtime'
import { type ByteStream, greet } from '@atnet/transport'
import type { Engine } from './engine.ts'
import { drainMs, ownerSlotLoginMs } from './limits.ts'
import { serve } from './pipeline.ts'
import { rateLimiter } from './rates.ts'
import type { Session } from './session.ts'

/** Where connections arrive and are given over to the pipeline. */
export type Reception = {
  /** Whether a connection from this address is worth a handshake: it has not come too often (limit.rate). */
  readonly admit: (address: string) => boolean
  readonly receive: (stream: ByteStream) => void
  /** Lets answers in flight go out, then ends every connection. */
  readonly close: () => Promise<void>
}

/** What is said to a connection there is no slot for: no greeting before it, no prompt after it. */
const full = 'error:AT0012-Inbound connection limit exceeded\n'

/** Opens the reception of an atServer. */
export function openReception(engine: Engine): Reception {
  const knocks = rateLimiter(engine.settings.rates.connections, engine.clock)
  const serving = new Set<Promise<void>>()
  let closed = false

  function receive(stream: ByteStream): void {
    const session = closed ? undefined : engine.connections.open(stream)
    const work = session === undefined ? turnAway(stream, engine) : attend(session, engine)
    serving.add(work)
    work.finally(() => serving.delete(work)).catch(() => undefined)
  }

  return {
    admit: (address) => !closed && knocks.take(address),
    receive,
    close: async () => {
      closed = true
      for (const session of engine.connections.all()) {
        session.closing = true
        session.work.abort(new AtFault('serverPaused', 'the server is stopping'))
        if (!session.busy) {
          session.stream.destroy()
        }
      }
      // Whoever stops a server waits in real time, also where the server's clock is a test's.
      await Promise.race([Promise.allSettled(serving), sleep(systemClock, drainMs)])
      for (const session of engine.connections.all()) {
        session.stream.destroy()
      }
    },
  }
}

async function turnAway(stream: ByteStream, { counts }: Engine): Promise<void> {
  counts.refusal('full')
  await stream.send(full)
  await stream.end()
}

/** A connection's life, from the greeting to the end. Nothing that happens to it concerns the others. */
async function attend(session: Session, engine: Engine): Promise<void> {
  const { log, connections, clock, counts } = engine
  log('debug', 'connection.opened')
  counts.connection()
  const slotTimer = session.inOwnerSlot
    ? clock.after(ownerSlotLoginMs, () => leaveOwnerSlot(session))
    : undefined
  void session.stream.closed.then(() => {
    session.work.abort(new AtFault('socketError', 'nobody waits for the answer any more'))
  })
  try {
    await greet(session.stream)
    await serve(session, engine)
    await session.stream.end()
  } catch (error) {
    log('debug', 'connection.broke', { error: error instanceof Error ? error.name : typeof error })
  } finally {
    slotTimer?.cancel()
    session.transfer?.breakOff()
    connections.close(session)
    session.stream.destroy()
    log('debug', 'connection.closed')
  }
}

function leaveOwnerSlot(session: Session): void {
  if (session.caller.kind !== 'owner') {
    session.stream.destroy()
  }
}
