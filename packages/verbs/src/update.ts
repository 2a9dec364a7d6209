import type { UpdateCommand } from '@atnet/protocol-codec'
import type { Context } from './context.ts'
import { recordName } from './record-name.ts'
import type { Verb } from './verb.ts'
import { readJsonBody } from './write/json-body.ts'
import { store, type Write } from './write/write.ts'

/** `update:`: the owner writes a record; the answer is its commit id, once it is on disk. */
export const update: Verb<UpdateCommand> = {
  doc: 'Writes a record and answers its commit id.',
  requirement: 'data.update',
  touches: (command, context) => [{ key: writeOf(command, context).key, mode: 'rw' }],
  handle: (command, context) => store(writeOf(command, context), context),
}

function writeOf({ body, noCommit }: UpdateCommand, { owner }: Context): Write {
  if (body.kind === 'json') {
    return { ...readJsonBody(body.json, owner), noCommit }
  }
  const { value, metadata } = body
  return { key: recordName(body), value, metadata, noCommit }
}
