import { canonicalKey, type PlookupCommand, renderRecord } from '@atnet/protocol-codec'
import { isActive } from './activity.ts'
import type { Context } from './context.ts'
import { missing } from './missing.ts'
import { remoteRecord } from './remote.ts'
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
      : remoteRecord({ ...command, audience: 'public', as: 'anonymous' }, context)
  },
}

/** The owner's own public records need no way round through the network. */
function ownPublicRecord(command: PlookupCommand, { records, clock }: Context): Outcome {
  const name = canonicalKey(`public:${command.key}${command.atSign}`)
  const record = records.get(name)
  if (record === undefined || !isActive(record.metadata, clock.now())) {
    throw missing(name)
  }
  return data(renderRecord(record, command.projection))
}
