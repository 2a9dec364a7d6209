import type { ExitCommand } from '@atnet/protocol-codec'
import type { Verb } from './verb.ts'

/** `@exit`: the connection ends without a word. */
export const exit: Verb<ExitCommand> = {
  doc: 'Ends the connection; nothing is answered.',
  requirement: 'wire.exit',
  handle: () => ({ reply: { kind: 'none' }, close: true }),
}
