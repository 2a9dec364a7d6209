import type { AtSign } from '../at-sign.ts'
import type { Captures, CommandCodec } from './codec.ts'
import {
  captured,
  digits,
  endOf,
  flag,
  option,
  type Rule,
  reachesEnd,
  skip,
  solid,
  take,
  token,
} from './grammar.ts'
import { boolean, integer } from './reading.ts'
import { readAtSign } from './scope.ts'
import { prefixed, spaced, tagged } from './writing.ts'

/** `scan`: lists the keys the caller may see. */
export type ScanCommand = {
  readonly verb: 'scan'
  /** List commit entries instead of keys. */
  readonly commitLog: boolean
  readonly showHidden: boolean | undefined
  /** Whose server to ask; `undefined` is this one. */
  readonly of: AtSign | undefined
  readonly page: number | undefined
  /** A regular expression as typed; nobody has compiled it yet. */
  readonly pattern: string | undefined
}

const signAndName: Rule = (line, at) => (line[at] === '@' ? token(line, at + 1) : -1)

const options = [
  option(':cl', 'commitLog'),
  option(':showhidden:', 'showhidden', flag),
  option(':', 'forAtSign', signAndName),
  option(':page:', 'page', digits),
]

/**
 * `scan[:cl][:showhidden:…][:@<of>][:page:…][ <pattern>]`: requirement `data.scan.grammar`.
 */
export const scanCodec: CommandCodec<ScanCommand> = {
  verb: 'scan',
  summary: 'Lists the keys the caller may see.',
  usage: 'scan',
  example: 'scan:showhidden:true wavi',
  captures,
  read: (found) => ({
    verb: 'scan',
    commitLog: found['commitLog'] !== undefined,
    showHidden: boolean(found, 'showhidden'),
    of: readAtSign(found, 'forAtSign'),
    page: integer(found, 'page'),
    pattern: found['regex'],
  }),
  write: ({ commitLog, showHidden, of, page, pattern }) =>
    [
      commitLog ? 'scan:cl' : 'scan',
      tagged('showhidden', showHidden),
      prefixed(of),
      tagged('page', page),
      spaced(pattern),
    ].join(''),
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'scan')
  if (start === -1) {
    return undefined
  }
  const taken = take(line, start, options)
  const end = endOf(taken, start)
  if (end === line.length) {
    return captured(taken)
  }
  return line[end] === ' ' && reachesEnd(line, solid, end + 1)
    ? { ...captured(taken), regex: line.slice(end + 1) }
    : undefined
}
