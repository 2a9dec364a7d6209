import { type LlookupCommand, renderRecord } from '@atnet/protocol-codec'
import { isActive } from './activity.ts'
import { missing } from './missing.ts'
import { recordName } from './record-name.ts'
import { data, type Verb } from './verb.ts'

/** `llookup:`: the owner reads a record of their own atServer, by its full name. */
export const llookup: Verb<LlookupCommand> = {
  doc: "Reads a record of the owner's own atServer.",
  requirement: 'data.llookup',
  touches: (command) => [{ key: recordName(command), mode: 'r' }],
  handle(command, { records, clock }) {
    const key = recordName(command)
    const record = records.get(key)
    if (record === undefined) {
      throw missing(key)
    }
    const active = isActive(record.metadata, clock.now())
    return data(active ? renderRecord(record, command.projection) : null)
  },
}
