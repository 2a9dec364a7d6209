import type { CommandCodec } from './codec.ts'

/** `@exit`: closes the connection without a reply. */
export type ExitCommand = { readonly verb: 'exit' }

/** `@exit`, byte for byte: requirement `wire.exit.exact`. */
export const exitCodec: CommandCodec<ExitCommand> = {
  verb: 'exit',
  summary: 'Closes the connection without a reply.',
  usage: '@exit',
  example: '@exit',
  captures: (line) => (line === '@exit' ? {} : undefined),
  read: () => ({ verb: 'exit' }),
  write: () => '@exit',
}
