import type { UpdateMetaCommand } from '@atnet/protocol-codec'
import { recordName } from './record-name.ts'
import type { Verb } from './verb.ts'
import { store } from './write/write.ts'

/**
 * `update:meta:`: the owner changes the metadata of a record; its value stays, and is null for a
 * record that was not there (data.update-meta).
 */
export const updateMeta: Verb<UpdateMetaCommand> = {
  doc: "Changes a record's metadata, keeps its value and answers the commit id.",
  requirement: 'data.update-meta',
  touches: (command) => [{ key: recordName(command), mode: 'rw' }],
  handle(command, context) {
    const { metadata, noCommit } = command
    return store({ key: recordName(command), value: undefined, metadata, noCommit }, context)
  },
}
