import { AtFault, type FrameEvent, LineFramer, recognise, verbTooLong } from '@atnet/protocol-codec'
import { type Answer, answerFault, answerLine, type Serving } from './answer.ts'
import { contextFor, type Engine } from './engine.ts'
import { lineLimit, notAdmitted } from './gate.ts'
import { maxGatheredChars } from './limits.ts'
import type { Session } from './session.ts'
import { heldBack } from './streams/streams.ts'
import { write, writePieces } from './writing.ts'

/** One connection's life, in the order things happen to its bytes. */
export async function serve(session: Session, engine: Engine): Promise<void> {
  const serving: Serving = { session, engine, context: contextFor(session, engine) }
  const framer = new LineFramer({
    limitFor: (head) => lineLimit(head, session.caller),
    refuse: (head) => (head === 'tooLong' ? verbTooLong() : undefined),
    outgrown: (head) => notAdmitted(head, session.caller),
  })
  for await (const packet of session.stream.incoming) {
    if (engine.connections.hasExpired(session)) {
      return
    }
    session.busy = true
    // What a stream carries are no lines; what follows it are.
    const { transfer } = session
    framer.push(transfer === undefined ? packet : await transfer.take(session, packet))
    if ((await answerPacket(framer, serving)) === 'close') {
      return
    }
    rest(session, framer)
    session.lastActiveAt = engine.clock.now()
    if (session.closing) {
      return
    }
  }
  await session.transfer?.lastWait(session)
}

/** All that has come is answered: what waited for that has its turn. */
function rest(session: Session, framer: LineFramer): void {
  session.busy = false
  session.midLine = !framer.isBetweenLines
  const { due } = session
  if (due !== undefined && !session.midLine) {
    session.due = undefined
    due()
  }
}

/** Answers every complete line, one after the other; all answers of a packet leave in one write. */
async function answerPacket(framer: LineFramer, serving: Serving): Promise<'close' | 'go-on'> {
  let out = ''
  for (let event = framer.next(); event !== undefined; event = framer.next()) {
    const pending = answerInTurn(event, serving)
    // An answer that need not wait costs no promise: most of them, on the hot path.
    if (pending instanceof Promise && out !== '') {
      await write(serving, out)
      out = ''
    }
    const answer = pending instanceof Promise ? await pending : pending
    out += answer.bytes
    if (answer.more !== undefined) {
      await writePieces(serving, [out, ...answer.more])
      out = ''
    }
    if (answer.close) {
      await write(serving, out)
      return 'close'
    }
    if (out.length > maxGatheredChars) {
      await write(serving, out)
      out = ''
    }
  }
  if (out !== '') {
    await write(serving, out)
  }
  return 'go-on'
}

/** No answer comes between the bytes of a stream (data.stream.raw). */
function answerInTurn(event: FrameEvent, serving: Serving): Answer | Promise<Answer> {
  const held = heldBack(serving.session, event.kind === 'line' ? event.text : '')
  return held === undefined
    ? answerEvent(event, serving)
    : held.then(() => answerEvent(event, serving))
}

function answerEvent(event: FrameEvent, serving: Serving): Answer | Promise<Answer> {
  switch (event.kind) {
    case 'line':
      return answerLine(event.text, recognise(event.text), serving)
    case 'undecodable':
      return answerFault(new AtFault('invalidSyntax', 'the line is not valid UTF-8'), serving)
    case 'refused':
      return { ...answerFault(event.fault, serving), close: true }
    default:
      return event satisfies never
  }
}
