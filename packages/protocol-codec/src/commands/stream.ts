import type { AtSign } from '../at-sign.ts'
import type { Captures, CommandCodec } from './codec.ts'
import { oneOf, skip } from './grammar.ts'
import { choice, integer } from './reading.ts'
import { readAtSign } from './scope.ts'
import { streamParts } from './stream-parts.ts'
import { spaced } from './writing.ts'

/** What a `stream:` line asks for. */
export type StreamOperation = 'init' | 'send' | 'receive' | 'done' | 'resume'

/** `stream:`: one step of a raw transfer between two clients. */
export type StreamCommand = {
  readonly verb: 'stream'
  readonly operation: StreamOperation | undefined
  readonly receiver: AtSign | undefined
  readonly namespace: string | undefined
  readonly startByte: number | undefined
  readonly streamId: string | undefined
  readonly fileName: string | undefined
  /** Bytes to come. */
  readonly length: number | undefined
}

const operations: readonly StreamOperation[] = ['init', 'send', 'receive', 'done', 'resume']
const operation = oneOf(...operations)

/**
 * `stream:<operation>[@<receiver>][ namespace:…][ startByte:…][ <id>][ <file name> ][<length>]`:
 * requirement `data.stream.grammar`.
 */
export const streamCodec: CommandCodec<StreamCommand> = {
  verb: 'stream',
  summary: 'One step of a raw transfer between two clients.',
  usage: '',
  example: 'stream:init@bob namespace:wavi 1234-5678 file.txt 5',
  captures,
  read: (found) => ({
    verb: 'stream',
    operation: choice(found, 'operation', operations),
    receiver: readAtSign(found, 'receiver'),
    namespace: found['namespace'],
    startByte: integer(found, 'startByte'),
    streamId: found['streamId'],
    // The capture takes the blank that ends the name along.
    fileName: found['fileName']?.slice(0, -1),
    length: integer(found, 'length'),
  }),
  write: ({ operation, receiver, namespace, startByte, streamId, fileName, length }) =>
    [
      `stream:${operation ?? ''}${receiver ?? ''}`,
      namespace === undefined ? '' : ` namespace:${namespace}`,
      startByte === undefined ? '' : ` startByte:${startByte}`,
      spaced(streamId),
      fileName === undefined ? '' : ` ${fileName} `,
      length === undefined ? '' : String(length),
    ].join(''),
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'stream:')
  return start === -1 ? undefined : streamParts(line, start, operation)
}
