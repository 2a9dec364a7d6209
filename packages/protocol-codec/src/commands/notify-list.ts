import type { Captures, CommandCodec } from './codec.ts'
import {
  captured,
  colonOrEndFollows,
  endOf,
  option,
  type Rule,
  reachesEnd,
  runOf,
  skip,
  take,
} from './grammar.ts'
import { prefixed } from './writing.ts'

/** `notify:list`: the notifications an atSign received. */
export type NotifyListCommand = {
  readonly verb: 'notify:list'
  /** A day as typed; whether it exists is for the handler to say. */
  readonly from: string | undefined
  readonly to: string | undefined
  readonly pattern: string | undefined
}

const day = /\d\d\d\d-[01]?\d?-[0123]?\d?/y

const dayRule: Rule = (line, at) => {
  day.lastIndex = at
  return day.test(line) ? day.lastIndex : -1
}

const options = [option(':', 'fromDate', dayRule), option(':', 'toDate', dayRule)]
const pattern = runOf(/[^:]+/)

/** `notify:list[:<day>][:<day>][:<pattern>]`, and no more: requirement `notify.list.grammar`. */
export const notifyListCodec: CommandCodec<NotifyListCommand> = {
  verb: 'notify:list',
  summary: 'Lists the notifications an atSign received.',
  usage: 'e.g notify:list [regular expression]',
  example: 'notify:list:2024-10-01:2024-10-31:wavi',
  captures,
  read: (found) => ({
    verb: 'notify:list',
    from: found['fromDate'],
    to: found['toDate'],
    pattern: found['regex'],
  }),
  write: ({ from, to, pattern }) =>
    `notify:list${prefixed(from)}${prefixed(to)}${prefixed(pattern)}`,
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'notify:list')
  if (start === -1) {
    return undefined
  }
  const taken = take(line, start, options, colonOrEndFollows)
  const end = endOf(taken, start)
  if (end === line.length) {
    return captured(taken)
  }
  return line[end] === ':' && reachesEnd(line, pattern, end + 1)
    ? { ...captured(taken), regex: line.slice(end + 1) }
    : undefined
}
