import { skip } from './commands/grammar.ts'
import type { VerbName } from './verbs.ts'

/**
 * What a line must begin with to be for a verb, in any letter case; a longer text stands before
 * the shorter one it begins with. Requirement `wire.verb.selection`.
 */
const PREFIXES: readonly (readonly [prefix: string, verb: VerbName])[] = [
  ['lookup:', 'lookup'],
  ['llookup:', 'llookup'],
  ['plookup:', 'plookup'],
  ['update:meta:', 'update:meta'],
  ['update:', 'update'],
  ['delete:', 'delete'],
  ['scan', 'scan'],
  ['sync:from', 'sync:from'],
  ['notify:list', 'notify:list'],
  ['notify:status', 'notify:status'],
  ['notify:fetch', 'notify:fetch'],
  ['notify:remove:', 'notify:remove'],
  ['notify:all', 'notify:all'],
  ['notify:', 'notify'],
  ['monitor', 'monitor'],
  ['noop:', 'noop'],
  ['from:', 'from'],
  ['pkam:', 'pkam'],
  ['cram:', 'cram'],
  ['to:', 'to'],
  ['stats', 'stats'],
  ['batch:', 'batch'],
  ['stream', 'stream'],
  ['enroll:', 'enroll'],
  ['otp:', 'otp'],
  ['keys:', 'keys'],
  ['config:', 'config'],
]

/** Lines that are a verb as they stand and nothing more; only the head's case is free. */
const WHOLE_LINES: ReadonlyMap<string, VerbName> = new Map<string, VerbName>([
  ['pol', 'pol'],
  ['info', 'info'],
  ['info:brief', 'info'],
  ['info:mtls', 'info'],
  ['info:mtlsbrief', 'info'],
])

/** Characters of the longest line in `WHOLE_LINES`. */
const longestWholeLine = 'info:mtlsbrief'.length

/**
 * Which verb a trimmed line is for; `undefined` means `invalid command`. Whether the rest of the
 * line fits is for `parse` to say. Linear. Requirement `wire.verb.selection`.
 */
export function recognise(line: string): VerbName | undefined {
  return line === '@exit' ? 'exit' : verbOf(foldHead(line))
}

function verbOf(folded: string): VerbName | undefined {
  if (folded.length <= longestWholeLine) {
    const whole = WHOLE_LINES.get(folded)
    if (whole !== undefined) {
      return whole
    }
  }
  return PREFIXES.find(([prefix]) => skip(folded, 0, prefix) !== -1)?.[1]
}

/**
 * The line with its head in lower case and, when a colon ends the head, without blanks inside it
 * (`No Op:0` is `noop:0`). The head ends at the first colon or blank: `scan ^public:` is a scan
 * for `^public:`, which keeps its case. Only scan and monitor take a blank behind their head, so
 * behind any other word it belongs to a head that a colon ends. Requirement `wire.verb.folding`.
 */
export function foldHead(line: string): string {
  const colon = line.indexOf(':')
  const blank = line.indexOf(' ')
  const wordEnd = blank === -1 ? line.length : blank
  const endsAtBlank = colon === -1 || (wordEnd < colon && takesBlank(line.slice(0, wordEnd)))
  const end = endsAtBlank ? wordEnd : colon
  const head = line.slice(0, end)
  const folded = head.replaceAll(' ', '').toLowerCase()
  return folded === head ? line : folded + line.slice(end)
}

function takesBlank(word: string): boolean {
  const folded = word.toLowerCase()
  return folded === 'scan' || folded === 'monitor'
}
