import type { CommandCodec } from './codec.ts'
import { digits, reachesEnd, skip } from './grammar.ts'
import { required, toInteger } from './reading.ts'

/** `noop:`: answers after a while. */
export type NoopCommand = { readonly verb: 'noop'; readonly delayMs: number }

/** `noop:<milliseconds>`: requirement `wire.noop.grammar`. */
export const noopCodec: CommandCodec<NoopCommand> = {
  verb: 'noop',
  summary: 'Answers after a while; keeps the connection alive.',
  usage: 'noop:<durationInMillis>',
  example: 'noop:0',
  captures: (line) => {
    const from = skip(line, 0, 'noop:')
    return from !== -1 && reachesEnd(line, digits, from)
      ? { delayMillis: line.slice(from) }
      : undefined
  },
  read: (captures) => ({
    verb: 'noop',
    delayMs: toInteger(required(captures, 'delayMillis'), 'duration'),
  }),
  write: ({ delayMs }) => `noop:${delayMs}`,
}
