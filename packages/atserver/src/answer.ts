import {
  AtFault,
  type AtSign,
  encodeFault,
  encodePieces,
  encodeReply,
  parse,
  type Reply,
  type VerbName,
} from '@atnet/protocol-codec'
import { sleep } from '@atnet/runtime'
import { type Context, type Outcome, verbOf } from '@atnet/verbs'
import type { CommandOutcome } from './counts.ts'
import type { Engine } from './engine.ts'
import { admit, admitToOwnerSlot, authorise } from './gate.ts'
import { maxFailedProofDelayMs, maxFromDelayMs } from './limits.ts'
import { answerInRoom } from './long-answers.ts'
import type { Hold } from './reply-room.ts'
import { applyOutcome, faultPromptFor, promptFor, type Session } from './session.ts'

/** One connection being served. */
export type Serving = {
  readonly session: Session
  readonly engine: Engine
  readonly context: Context
}

/** The bytes of an answer, whether the connection ends after them, and what they stand for. */
export type Answer = {
  readonly bytes: string
  /** What follows them, of an answer too long for one string. */
  readonly more?: readonly string[]
  readonly close: boolean
  readonly outcome: CommandOutcome
  /** The room kept for a long one, to be released once its bytes hold their own. */
  readonly held?: Hold
}

/**
 * Answers one line: admit, parse, authorise, handle. The order is part of the protocol, so that a
 * stranger's malformed command is a question of identity, not of syntax (gate.order).
 */
export function answerLine(
  line: string,
  verb: VerbName | undefined,
  serving: Serving,
): Answer | Promise<Answer> {
  const making = {
    make: () => answerUncounted(line, verb, serving),
    // Long answers come from reading, and from batches.
    repeatable: verb !== 'batch',
    refuse: (fault: AtFault) => answerFault(fault, serving),
  }
  const answer = answerInRoom(making, serving)
  if (answer instanceof Promise) {
    return answer.then((late) => counted(late, verb, serving))
  }
  return counted(answer, verb, serving)
}

function counted(answer: Answer, verb: VerbName | undefined, { engine }: Serving): Answer {
  engine.counts.command(verb, answer.outcome)
  return answer
}

function answerUncounted(
  line: string,
  verb: VerbName | undefined,
  serving: Serving,
): Answer | Promise<Answer> {
  try {
    const outcome = runLine(line, verb, serving)
    return outcome instanceof Promise ? settleLater(outcome, serving) : settle(outcome, serving)
  } catch (error) {
    return answerFault(error, serving)
  }
}

/**
 * What a line comes to, before anything is done about it. Throws what the gate, the grammar or the
 * verb throws.
 */
export function runLine(
  line: string,
  verb: VerbName | undefined,
  serving: Serving,
): Outcome | Promise<Outcome> {
  const { session, engine, context } = serving
  if (verb === undefined) {
    throw new AtFault('invalidSyntax', 'invalid command')
  }
  if (session.inOwnerSlot) {
    admitToOwnerSlot(verb, session.caller)
  }
  admit(verb, session.caller)
  const meaning = verbOf(verb)
  if (meaning === undefined) {
    throw new AtFault('invalidSyntax', 'invalid command')
  }
  const command = parse(line, verb)
  authorise(command, context)
  const delayMs = command.verb === 'from' ? fromDelayMs(command.atSign, serving) : 0
  return delayMs === 0
    ? meaning.handle(command, context)
    : sleep(engine.clock, delayMs).then(() => meaning.handle(command, context))
}

/**
 * How long a `from:` waits at an address that says it too often. Whoever claims to be the owner may
 * only be slowed down: others at their address must not lock them out (limit.rate.owner). Throws
 * `AtFault('tooManyRequests')` for everybody else.
 */
function fromDelayMs(atSign: AtSign, { session, engine }: Serving): number {
  const { address } = session.stream.remote
  if (atSign !== engine.owner) {
    if (!engine.rates.froms.take(address)) {
      throw new AtFault('tooManyRequests', 'too many from commands, try again in a few seconds')
    }
    return 0
  }
  const { perSecond } = engine.settings.rates.froms
  return Math.min((engine.rates.ownFroms.owe(address) / perSecond) * 1_000, maxFromDelayMs)
}

async function settleLater(pending: Promise<Outcome>, serving: Serving): Promise<Answer> {
  try {
    return await settle(await pending, serving)
  } catch (error) {
    return answerFault(error, serving)
  }
}

/** Acts on an outcome; its answer waits for what it was told to wait for and for the disk. */
function settle(outcome: Outcome, serving: Serving): Answer | Promise<Answer> {
  const { session, engine } = serving
  applyOutcome(session, outcome, engine.clock)
  const waitMs = outcome.failedProof === true ? penaltyMs(serving) : (outcome.waitMs ?? 0)
  // A reader may have seen what is not on disk yet; it must not hear of it before (store.read-after-disk).
  const unsettled = engine.store.settled()
  if (unsettled === undefined && waitMs === 0) {
    return render(outcome, serving)
  }
  return Promise.all([unsettled, waitMs > 0 ? sleep(engine.clock, waitMs) : undefined]).then(
    () => render(outcome, serving),
    (error: unknown) => answerFault(error, serving),
  )
}

/** Whoever keeps failing to prove who they are waits longer and longer (auth.guessing). */
function penaltyMs({ session, engine }: Serving): number {
  const { address } = session.stream.remote
  return Math.min(engine.rates.failedProofs.owe(address) * 1_000, maxFailedProofDelayMs)
}

function render({ reply, close = false }: Outcome, serving: Serving): Answer {
  if (reply instanceof AtFault) {
    return answerFault(reply, serving)
  }
  return { ...encode(reply, serving), close, outcome: 'done' }
}

function encode(reply: Reply, { session, engine }: Serving): Pick<Answer, 'bytes' | 'more'> {
  const prompt = promptFor(session, engine.owner)
  if (reply.kind !== 'pieces') {
    return { bytes: encodeReply(reply, prompt) }
  }
  const [bytes = '', ...more] = encodePieces(reply, prompt)
  return { bytes, more }
}

/** The answer to something that went wrong. Our own mistakes are logged and not explained. */
export function answerFault(error: unknown, serving: Omit<Serving, 'context'>): Answer {
  const { session, engine } = serving
  const fault = faultOf(error, engine)
  const { closes, encoding, level } = fault.policy
  const owner = session.caller.kind === 'owner'
  const prompt =
    encoding === 'status' ? promptFor(session, engine.owner) : faultPromptFor(session, engine.owner)
  const bytes = encodeFault(fault, { owner, json: session.jsonErrors }, prompt)
  return { bytes, close: closes, outcome: level === 'error' ? 'failed' : 'refused' }
}

/** What went wrong, as a fault that has been logged. */
export function faultOf(error: unknown, engine: Engine): AtFault {
  const fault = error instanceof AtFault ? error : ourMistake(error, engine)
  const { code, level } = fault.policy
  engine.log(level, 'command.refused', { code, fault: fault.fault })
  engine.counts.fault(code)
  return fault
}

function ourMistake(error: unknown, { log }: Engine): AtFault {
  log('error', 'command.failed', { error: error instanceof Error ? error.name : typeof error })
  return new AtFault('internalError', 'unexpected error', { cause: error })
}
