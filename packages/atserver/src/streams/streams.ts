import { AtFault, recognise } from '@atnet/protocol-codec'
import type { StreamOffer, Streams } from '@atnet/verbs'
import { answerFault, type Serving } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { betweenLines, type Session } from '../session.ts'
import { writePiece } from '../writing.ts'
import { Transfer } from './transfer.ts'

/** The streams of one atServer by id, from their offer to their end: at most one for each connection. */
export type Transfers = Map<string, Transfer>

/** What the connection that is being served can do with streams. */
export function streamsOf(serving: Omit<Serving, 'context'>): Streams {
  const { session, engine } = serving
  return {
    offer: (offer) => offerStream(offer, serving),
    receive: (id, mayReceive) => {
      const transfer = engine.transfers.get(id)
      const isFree = transfer?.isOpen === true && session.transfer === undefined
      if (!isFree || !mayReceive(transfer.offer.to)) {
        return false
      }
      transfer.receive(session)
      return true
    },
    done: (id) => {
      const { transfer } = session
      if (transfer?.offer.id !== id || !transfer.isReceivedBy(session)) {
        return false
      }
      transfer.finish()
      return true
    },
  }
}

function offerStream(offer: StreamOffer, { session, engine }: Omit<Serving, 'context'>): void {
  const { transfers, clock, settings, log } = engine
  if (session.transfer?.isOpen === false) {
    throw new AtFault('illegalArgument', 'this connection has a part in another stream')
  }
  const earlier = transfers.get(offer.id)
  if (earlier !== undefined && earlier !== session.transfer) {
    if (!offer.resumes || earlier.offer.from !== offer.from) {
      throw new AtFault('illegalArgument', 'the stream id is in use')
    }
    earlier.breakOff()
  }
  session.transfer?.withdraw()
  const transfer = new Transfer({
    ...{ offer, sender: session, clock, waitMs: settings.streamWaitMs },
    give: async (to, bytes) => writePiece({ session: to, engine }, bytes),
    onOver: (how) => {
      transfers.delete(offer.id)
      log('debug', `stream.${how}`)
      if (how === 'expired') {
        tellExpired(session, engine)
      }
    },
  })
  transfers.set(offer.id, transfer)
}

/** A sender that nobody came to is answered after all, and goes on as it likes (data.stream.expiry). */
function tellExpired(session: Session, engine: Engine): void {
  const fault = new AtFault('timeout', 'nobody came for the stream')
  betweenLines(session, () => {
    void session.stream.send(answerFault(fault, { session, engine }).bytes)
  })
}

/**
 * What an answer to `line` has to wait for because the connection receives a stream; nothing when the
 * line says that it is done with it.
 */
export function heldBack(session: Session, line: string): Promise<void> | undefined {
  const { transfer } = session
  if (transfer === undefined || isDone(line, transfer.offer.id)) {
    return undefined
  }
  return transfer.holds(session)
}

function isDone(line: string, id: string): boolean {
  const said = /^[^:]*:done (?<id>\S+)$/iu.exec(line)?.groups?.['id']
  return said === id && recognise(line) === 'stream'
}
