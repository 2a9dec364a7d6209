import {
  AtFault,
  type Command,
  type Head,
  maxLineBytes,
  type VerbName,
} from '@atnet/protocol-codec'
import { ADMISSION, audienceOf, type Caller, type Context, verbOf } from '@atnet/verbs'
import { maxEnrollLineBytes, maxPkamLineBytes, maxStrangerLineBytes } from './limits.ts'

/** Verbs that a connection in a slot kept for the owner may use until it has logged in. */
const loginVerbs: ReadonlySet<VerbName> = new Set(['exit', 'from', 'cram', 'pkam', 'noop'])

/** How long a line may be, in bytes including LF, for this verb and this caller (limit.line). */
export function lineLimit(head: Head, caller: Caller): number {
  if (caller.kind !== 'anyone') {
    return maxLineBytes
  }
  switch (head) {
    case 'enroll':
      return maxEnrollLineBytes
    case 'pkam':
      return maxPkamLineBytes
    default:
      return maxStrangerLineBytes
  }
}

/**
 * The fault for a long line whose verb is not the caller's to use, whatever the rest of it would have
 * said: who is asking comes first here too (gate.order). `undefined` when the verb is theirs.
 */
export function notAdmitted(head: Head, caller: Caller): AtFault | undefined {
  const verbs = Object.entries(ADMISSION).filter(
    ([verb]) => verb === head || verb.startsWith(`${head}:`),
  )
  const [first] = verbs.map(([, admission]) => admission)
  return first === undefined || verbs.some(([, { callers }]) => callers.includes(caller.kind))
    ? undefined
    : new AtFault('unauthenticated', first.refusal)
}

/**
 * The first step: may this caller use this verb at all? Comes before the grammar (gate.order).
 * Throws `AtFault('unauthenticated')`.
 */
export function admit(verb: VerbName, caller: Caller): void {
  const { callers, refusal } = ADMISSION[verb]
  if (!callers.includes(caller.kind)) {
    throw new AtFault('unauthenticated', refusal)
  }
}

/** Slots kept for the owner take nobody else's questions. Throws `AtFault('inboundLimit')`. */
export function admitToOwnerSlot(verb: VerbName, caller: Caller): void {
  if (caller.kind !== 'owner' && !loginVerbs.has(verb)) {
    throw new AtFault('inboundLimit', 'Inbound connection limit exceeded')
  }
}

/**
 * The second step: may this caller touch these records? Denied unless a rule says yes: the owner
 * reaches every record, everybody else reads what was left for them (gate.touches).
 * Throws `AtFault('unauthorized')`.
 */
export function authorise(command: Command, context: Context): void {
  const { caller, owner } = context
  if (caller.kind === 'owner') {
    return
  }
  const audience = audienceOf(caller, owner)
  for (const { key, mode } of verbOf(command.verb)?.touches?.(command, context) ?? []) {
    if (mode !== 'r' || !key.startsWith(audience)) {
      throw new AtFault('unauthorized', `this connection may not reach ${key}`)
    }
  }
}
