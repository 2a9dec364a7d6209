import type { Captures, CommandCodec } from './codec.ts'
import { oneOf, skip } from './grammar.ts'
import { choice } from './reading.ts'

/** Which answer `info` should give. */
export type InfoForm = 'full' | 'brief' | 'mtls' | 'mtlsbrief'

/** `info`: version and uptime of an atServer. */
export type InfoCommand = { readonly verb: 'info'; readonly form: InfoForm }

/** The longer word first, so that it is not taken for the shorter one. */
const forms: readonly InfoForm[] = ['brief', 'mtlsbrief', 'mtls']
const formWord = oneOf(...forms)

/** `info[:brief|:mtls|:mtlsbrief]`: requirement `wire.info.grammar`. */
export const infoCodec: CommandCodec<InfoCommand> = {
  verb: 'info',
  summary: 'Version, uptime and features of an atServer.',
  usage: 'info',
  example: 'info:brief',
  captures,
  read: (found) => ({ verb: 'info', form: choice(found, 'form', forms) ?? 'full' }),
  write: ({ form }) => (form === 'full' ? 'info' : `info:${form}`),
}

function captures(line: string): Captures | undefined {
  const end = skip(line, 0, 'info')
  if (end === line.length) {
    return {}
  }
  const from = end === -1 ? -1 : skip(line, end, ':')
  return from !== -1 && formWord(line, from) === line.length
    ? { form: line.slice(from) }
    : undefined
}
