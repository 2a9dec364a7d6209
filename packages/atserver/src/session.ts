import type { AtSign, Prompt } from '@atnet/protocol-codec'
import type { Clock } from '@atnet/runtime'
import type { ByteStream } from '@atnet/transport'
import { ANYONE, type Caller, type Claim, challengeLifeMs, type Outcome } from '@atnet/verbs'
import type { Transfer } from './streams/transfer.ts'

/** What the engine knows of one connection. Only the engine changes it. */
export type Session = {
  /** `_` and a UUID: the name of this connection's challenges. */
  readonly id: string
  readonly stream: ByteStream
  readonly createdAt: number
  /** Whether it sits in a slot that is kept for the owner. */
  readonly inOwnerSlot: boolean
  /** Ends what is being worked on for it; the reason is the fault that it is answered. */
  readonly work: AbortController
  caller: Caller
  claim: Claim | undefined
  /** Until when the claim's challenge can be answered; `undefined` once it was used. */
  challengeUntil: number | undefined
  jsonErrors: boolean
  lastActiveAt: number
  /** Whether a command is being worked on. */
  busy: boolean
  /** Whether the server is stopping: the answer in flight is the last one. */
  closing: boolean
  /** The stream it has a part in, as sender or as receiver. */
  transfer: Transfer | undefined
  /** Whether a line has begun to come and has not ended. */
  midLine: boolean
  /** What waits until the connection is between two commands. */
  due: (() => void) | undefined
}

/** A connection that has said nothing yet. */
export function newSession(options: {
  readonly id: string
  readonly stream: ByteStream
  readonly now: number
  readonly inOwnerSlot: boolean
}): Session {
  const { id, stream, now, inOwnerSlot } = options
  return {
    id,
    stream,
    createdAt: now,
    inOwnerSlot,
    work: new AbortController(),
    caller: ANYONE,
    claim: undefined,
    challengeUntil: undefined,
    jsonErrors: false,
    lastActiveAt: now,
    busy: false,
    closing: false,
    transfer: undefined,
    midLine: false,
    due: undefined,
  }
}

/** Runs `action` as soon as the connection is between two commands: now, or when the one at hand is answered. */
export function betweenLines(session: Session, action: () => void): void {
  if (session.busy || session.midLine) {
    session.due = action
  } else {
    action()
  }
}

/** Makes of a session what a command's outcome says. */
export function applyOutcome(session: Session, outcome: Outcome, clock: Clock): void {
  if (outcome.becomes !== undefined) {
    session.caller = outcome.becomes
  }
  if (outcome.claims !== undefined) {
    session.claim = outcome.claims
    session.challengeUntil = clock.now() + challengeLifeMs
  }
  if (outcome.jsonErrors !== undefined) {
    session.jsonErrors = outcome.jsonErrors
  }
}

/** Takes the challenge of the latest `from:`; it can be taken once and for a minute (auth.challenge.single-use). */
export function takeChallenge(session: Session, clock: Clock): Claim | undefined {
  const good = session.challengeUntil !== undefined && clock.now() <= session.challengeUntil
  session.challengeUntil = undefined
  return good ? session.claim : undefined
}

/** The prompt after a success: who the connection speaks as (wire.prompt). */
export function promptFor({ caller }: Session, owner: AtSign): Prompt {
  switch (caller.kind) {
    case 'anyone':
      return '@'
    case 'peer':
      return nameOf(caller.atSign)
    case 'owner':
      return nameOf(owner)
    default:
      return caller satisfies never
  }
}

/** The prompt after a fault: peers see the stranger's (wire.prompt.fault). */
export function faultPromptFor({ caller }: Session, owner: AtSign): Prompt {
  return caller.kind === 'owner' ? nameOf(owner) : '@'
}

function nameOf(atSign: AtSign): Prompt {
  return `@${atSign.slice(1)}@`
}
