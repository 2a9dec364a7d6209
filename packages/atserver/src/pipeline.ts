import { AtFault, type FrameEvent, LineFramer, recognise, verbTooLong } from '@atnet/protocol-codec'
import { type Answer, answerFault, answerLine, type Serving } from './answer.ts'
import { contextFor, type Engine } from './engine.ts'
import { lineLimit } from './gate.ts'
import { maxGatheredChars } from './limits.ts'
import type { Session } from './session.ts'
import { write } from './writing.ts'

/** One connection's life, in the order things happen to its bytes. */
export async function serve(session: Session, engine: Engine): Promise<void> {
  const serving: Serving = { session, engine, context: contextFor(session, engine) }
  const framer = new LineFramer({
    limitFor: (head) => lineLimit(head, session.caller),
    refuse: (head) => (head === 'tooLong' ? verbTooLong() : undefined),
  })
  for await (const packet of session.stream.incoming) {
    if (engine.connections.hasExpired(session)) {
      return
    }
    session.busy = true
    framer.push(packet)
    if ((await answerPacket(framer, serving)) === 'close') {
      return
    }
    session.busy = false
    session.lastActiveAt = engine.clock.now()
    if (session.closing) {
      return
    }
  }
}

/** Answers every complete line, one after the other; all answers of a packet leave in one write. */
async function answerPacket(framer: LineFramer, serving: Serving): Promise<'close' | 'go-on'> {
  let out = ''
  for (let event = framer.next(); event !== undefined; event = framer.next()) {
    const pending = answerEvent(event, serving)
    // An answer that need not wait costs no promise: most of them, on the hot path.
    if (pending instanceof Promise && out !== '') {
      await write(serving, out)
      out = ''
    }
    const answer = pending instanceof Promise ? await pending : pending
    out += answer.bytes
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
