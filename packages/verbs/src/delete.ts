import type { DeleteCommand } from '@atnet/protocol-codec'
import { recordName } from './record-name.ts'
import type { Verb } from './verb.ts'
import { remove as removeRecord } from './write/remove.ts'

/** `delete:`: the owner removes a record, whether or not it is there. */
export const remove: Verb<DeleteCommand> = {
  doc: 'Removes a record and answers the commit id of the removal.',
  requirement: 'data.delete',
  touches: (command) => [{ key: recordName(command), mode: 'rw' }],
  handle: removeRecord,
}
