import type { CommandCodec } from './codec.ts'
import { skip } from './grammar.ts'
import { required } from './reading.ts'

/** `cram:`: answers the challenge with the one-time secret. */
export type CramCommand = { readonly verb: 'cram'; readonly digest: string }

/** `cram:<digest>`: requirement `auth.cram.grammar`. */
export const cramCodec: CommandCodec<CramCommand> = {
  verb: 'cram',
  summary: 'Answers the challenge with a digest of the one-time secret.',
  usage: 'cram:<digest>',
  example: 'cram:4bc55775a66c27de30a04abfedf10c31',
  captures: (line) => {
    const from = skip(line, 0, 'cram:')
    return from === -1 || from === line.length ? undefined : { digest: line.slice(from) }
  },
  read: (captures) => ({ verb: 'cram', digest: required(captures, 'digest') }),
  write: ({ digest }) => `cram:${digest}`,
}
