import { AtFault, canonicalKey, type PlookupCommand, renderRecord } from '@atnet/protocol-codec'
import { isActive } from './activity.ts'
import { fetchRecord } from './cache/fetch.ts'
import type { Context } from './context.ts'
import { missing, nothingThere } from './missing.ts'
import { data, type Outcome, type Verb } from './verb.ts'

/** `plookup:`: the owner reads a public record of any atSign. */
export const plookup: Verb<PlookupCommand> = {
  doc: 'Reads a public record of any atSign.',
  requirement: 'data.plookup',
  handle(command, context) {
    const { key, atSign } = command
    context.noteAccess(atSign, 'plookup', `${key}${atSign}`)
    return atSign === context.owner
      ? ownPublicRecord(command, context)
      : fetchRecord({ ...command, audience: 'public' }, context)
  },
}

/**
 * The owner's own public records need no way round through the network; the words are those that
 * would have come back from there (data.plookup.own).
 */
function ownPublicRecord(
  { key, atSign, projection }: PlookupCommand,
  { records, clock }: Context,
): Outcome {
  const name = canonicalKey(`public:${key}${atSign}`)
  const record = records.get(name)
  if (record === undefined) {
    throw new AtFault('keyNotFound', `Exception: ${missing(name).detail}`)
  }
  if (!isActive(record.metadata, clock.now())) {
    throw nothingThere(`${key}${atSign}`)
  }
  return data(renderRecord(record, projection))
}
