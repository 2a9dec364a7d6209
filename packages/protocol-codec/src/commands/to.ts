import { type AtSign, parseAtSign } from '../at-sign.ts'
import type { CommandCodec } from './codec.ts'
import { colonFree, reachesEnd, skip } from './grammar.ts'
import { required } from './reading.ts'

/** `to:@alice`: names the atSign a shared endpoint should answer for. */
export type ToCommand = { readonly verb: 'to'; readonly atSign: AtSign }

/** `to:[@]alice`: requirement `wire.to.grammar`. */
export const toCodec: CommandCodec<ToCommand> = {
  verb: 'to',
  summary: 'Names the atSign a shared endpoint should answer for.',
  usage: 'e.g to:@alice',
  example: 'to:@alice',
  captures: (line) => {
    const from = skip(line, 0, 'to:')
    return from !== -1 && reachesEnd(line, colonFree, from)
      ? { atSign: line.slice(from) }
      : undefined
  },
  read: (captures) => ({ verb: 'to', atSign: parseAtSign(required(captures, 'atSign')) }),
  write: ({ atSign }) => `to:${atSign}`,
}
