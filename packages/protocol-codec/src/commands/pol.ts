import type { CommandCodec } from './codec.ts'
import { skip } from './grammar.ts'

/** `pol`: asks to be believed as the atSign named in `from:`. */
export type PolCommand = { readonly verb: 'pol' }

/** `pol`, nothing else: requirement `auth.pol.grammar`. */
export const polCodec: CommandCodec<PolCommand> = {
  verb: 'pol',
  summary: 'Asks to be believed as the atSign named in from.',
  usage: 'pol',
  example: 'pol',
  captures: (line) => (skip(line, 0, 'pol') === line.length ? {} : undefined),
  read: () => ({ verb: 'pol' }),
  write: () => 'pol',
}
