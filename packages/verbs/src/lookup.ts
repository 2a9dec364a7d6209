import { canonicalKey, type LookupCommand, renderRecord } from '@atnet/protocol-codec'
import { isActive } from './activity.ts'
import { fetchRecord } from './cache/fetch.ts'
import { audienceOf } from './caller.ts'
import type { Context } from './context.ts'
import { missing } from './missing.ts'
import { follow, referenceIn } from './references.ts'
import { data, type Outcome, type Verb } from './verb.ts'

/**
 * `lookup:`: the same words give each caller what is theirs: strangers what is public, a peer what
 * was shared with it, the owner what others shared with them (data.lookup.audience).
 */
export const lookup: Verb<LookupCommand> = {
  doc: 'Reads what the owner of a key left for whoever is asking.',
  requirement: 'data.lookup',
  touches: (command, context) => [{ key: localName(command, context), mode: 'r' }],
  handle(command, context) {
    const elsewhere = command.atSign !== context.owner
    return context.caller.kind === 'owner' && elsewhere
      ? fetchRecord({ ...command, audience: context.owner }, context)
      : localRecord(command, context)
  },
}

function localName({ key, atSign }: LookupCommand, { caller, owner }: Context): string {
  return canonicalKey(`${audienceOf(caller, owner)}${key}${atSign}`)
}

function localRecord(command: LookupCommand, context: Context): Outcome | Promise<Outcome> {
  const { caller, records, clock } = context
  const name = localName(command, context)
  const record = records.get(name)
  if (record === undefined) {
    throw missing(name)
  }
  noteLookup(command, context)
  // The owner's own reading ignores birth and expiry until the record is swept (data.lookup.owner-inactive).
  const seesInactive = caller.kind === 'owner'
  if (!seesInactive && !isActive(record.metadata, clock.now())) {
    return data(null)
  }
  const reference = command.projection === 'value' ? referenceIn(record.value) : undefined
  if (reference === undefined) {
    return data(renderRecord(record, command.projection))
  }
  const follower = { prefix: audienceOf(caller, context.owner), seesInactive }
  return follow(reference, follower, context).then(data)
}

/** Cookies and other hidden names of strangers' lookups leave no trace in the access log. */
function noteLookup({ key, atSign }: LookupCommand, { caller, noteAccess }: Context): void {
  if (caller.kind === 'owner' || !key.startsWith('_')) {
    noteAccess(atSign, 'lookup', `${key}${atSign}`)
  }
}
