import type { Captures, CommandCodec } from './codec.ts'
import { fit, oneOf, option, skip, take } from './grammar.ts'
import { required } from './reading.ts'

/** `batch:`: several commands in one line; the JSON is handed on unread. */
export type BatchCommand = {
  readonly verb: 'batch'
  readonly abortOnFailure: boolean
  readonly json: string
}

const options = [option('', 'abortOnFailure', oneOf('abortOnFailure'), ':')]

/** `batch:[abortOnFailure:]<json>`: requirement `data.batch.grammar`. */
export const batchCodec: CommandCodec<BatchCommand> = {
  verb: 'batch',
  summary: 'Runs several commands, one after the other.',
  usage:
    'e.g batch:[{"id":1, "commmand":"update:location@alice newyork"},{"id":2, "commmand":"delete:location@alice"}]',
  example: 'batch:[{"id":1,"command":"update:location@alice newyork"}]',
  captures,
  read: (found) => ({
    verb: 'batch',
    abortOnFailure: found['abortOnFailure'] !== undefined,
    json: required(found, 'json'),
  }),
  write: ({ abortOnFailure, json }) => `batch:${abortOnFailure ? 'abortOnFailure:' : ''}${json}`,
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'batch:')
  return start === -1
    ? undefined
    : fit(take(line, start, options), start, (at) =>
        at < line.length ? { json: line.slice(at) } : undefined,
      )
}
