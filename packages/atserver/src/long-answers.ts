import { AtFault } from '@atnet/protocol-codec'
import type { Answer, Serving } from './answer.ts'
import { maxGatheredChars } from './limits.ts'
import { type Hold, type RoomRequest, readerKind, type Share } from './reply-room.ts'

/** How an answer is made, and how it is said that there was no room for it. */
export type AnswerMaking = {
  readonly make: () => Answer | Promise<Answer>
  /** Whether making it again does nothing again: then it need not be kept while it waits for room. */
  readonly repeatable: boolean
  readonly refuse: (fault: AtFault) => Answer
}

/**
 * An answer that there is room for. A long one waits for room, and if it can be made again it is
 * dropped meanwhile: whoever waits holds nothing (limit.reply-bytes).
 */
export function answerInRoom(making: AnswerMaking, serving: Serving): Answer | Promise<Answer> {
  const answer = making.make()
  return answer instanceof Promise
    ? answer.then((late) => findRoom(late, making, serving))
    : findRoom(answer, making, serving)
}

/** The share of room for a connection's replies, and the request for so many bytes of it. */
export function roomFor(
  { session, engine }: Pick<Serving, 'session' | 'engine'>,
  bytes: number,
): { readonly share: Share; readonly request: RoomRequest } {
  const share = engine.replyRoom[readerKind(session.caller)]
  return { share, request: { address: session.stream.remote.address, bytes } }
}

function findRoom(
  answer: Answer,
  making: AnswerMaking,
  serving: Serving,
): Answer | Promise<Answer> {
  const chars = lengthOf(answer)
  if (chars <= maxGatheredChars) {
    return answer
  }
  // At least so many bytes; counting them would copy what may have to be dropped.
  const { share, request } = roomFor(serving, chars)
  const held = share.take(request)
  if (held !== undefined) {
    return { ...answer, held }
  }
  const { signal } = serving.session.work
  const room = share.wait(request, signal).then((hold) => hold ?? noRoom(signal))
  return making.repeatable ? makeAgain(making, room) : keep(answer, making, room)
}

function lengthOf({ bytes, more = [] }: Answer): number {
  return more.reduce((sum, piece) => sum + piece.length, bytes.length)
}

/** Apart from `findRoom`, so that nothing here remembers the answer that was dropped. */
async function makeAgain(
  { make, refuse }: AnswerMaking,
  room: Promise<Hold | AtFault>,
): Promise<Answer> {
  const held = await room
  if (held instanceof AtFault) {
    return refuse(held)
  }
  const answer = await make()
  if (lengthOf(answer) <= maxGatheredChars) {
    held.release()
    return answer
  }
  return { ...answer, held }
}

async function keep(
  answer: Answer,
  { refuse }: AnswerMaking,
  room: Promise<Hold | AtFault>,
): Promise<Answer> {
  const held = await room
  return held instanceof AtFault ? refuse(held) : { ...answer, held }
}

/** Why there is none: the work was to end, or it took too long. */
function noRoom(signal: AbortSignal): AtFault {
  const reason: unknown = signal.reason
  return reason instanceof AtFault
    ? reason
    : new AtFault('timeout', 'no room for so long an answer, try again later')
}
