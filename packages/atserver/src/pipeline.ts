import { AtFault, type FrameEvent, LineFramer, recognise, verbTooLong } from '@atnet/protocol-codec'
import { type Answer, answerFault, answerLine, type Serving } from './answer.ts'
import { contextFor, type Engine } from './engine.ts'
import { lineLimit, notAdmitted } from './gate.ts'
import { type Gathered, openGathered, type Verdict } from './gathered.ts'
import type { Session } from './session.ts'
import { heldBack } from './streams/streams.ts'

/** One connection's life, in the order things happen to its bytes. */
export async function serve(session: Session, engine: Engine): Promise<void> {
  const serving: Serving = { session, engine, context: contextFor(session, engine) }
  const framer = new LineFramer({
    limitFor: (head) => lineLimit(head, session.caller),
    refuse: (head) => (head === 'tooLong' ? verbTooLong() : undefined),
    outgrown: (head) => notAdmitted(head, session.caller),
  })
  const gathered = openGathered(serving)
  try {
    for await (const packet of session.stream.incoming) {
      if (engine.connections.hasExpired(session)) {
        return
      }
      session.busy = true
      // What a stream carries are no lines; what follows it are.
      const { transfer } = session
      framer.push(transfer === undefined ? packet : await transfer.take(session, packet))
      const ending = answerPacket(framer, gathered, serving)
      if ((ending instanceof Promise ? await ending : ending) === 'close') {
        return
      }
      rest(session, framer)
      session.lastActiveAt = engine.clock.now()
      if (session.closing) {
        return
      }
    }
    await session.transfer?.lastWait(session)
  } finally {
    gathered.discard()
  }
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

type Ending = 'close' | 'more'

type AnswerParts = {
  readonly framer: LineFramer
  readonly gathered: Gathered
  readonly serving: Serving
}

/**
 * Answers what a packet has completed. Most packets are one line, whose answer waits for nothing:
 * they cost no promise.
 */
function answerPacket(
  framer: LineFramer,
  gathered: Gathered,
  serving: Serving,
): Ending | Promise<Ending> {
  const event = framer.next()
  if (event === undefined) {
    return 'more'
  }
  const verdict = gather(event, gathered, serving)
  return verdict === 'more' && framer.isBetweenLines
    ? (gathered.flush()?.then(goOn) ?? 'more')
    : answerAll(verdict, { framer, gathered, serving })
}

function goOn(): Ending {
  return 'more'
}

/** Answers one line after the other; all answers that need not wait leave in one write. */
async function answerAll(
  first: Verdict | Promise<Verdict>,
  { framer, gathered, serving }: AnswerParts,
): Promise<Ending> {
  let pending: Verdict | Promise<Verdict> | undefined = first
  while (pending !== undefined) {
    if (pending instanceof Promise) {
      await gathered.flush()
    }
    const verdict: Verdict = pending instanceof Promise ? await pending : pending
    if (verdict !== 'more') {
      await gathered.flush()
    }
    if (verdict === 'close') {
      return 'close'
    }
    const event = framer.next()
    pending = event && gather(event, gathered, serving)
  }
  await gathered.flush()
  return 'more'
}

/** A function of its own, so that nothing that waits remembers the answer. */
function gather(
  event: FrameEvent,
  gathered: Gathered,
  serving: Serving,
): Verdict | Promise<Verdict> {
  return gathered.add(answerInTurn(event, serving))
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
