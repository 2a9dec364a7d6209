import { recognise, type VerbName } from '@atnet/protocol-codec'
import type { Random } from '../random.ts'
import { dataLines } from './data-verbs.ts'
import { mutate } from './mutations.ts'
import { notifyLines, serverLines } from './other-verbs.ts'
import type { Piece } from './pieces.ts'

/** Every verb that has a published expression, and what its lines look like. */
export const LINES: Readonly<Record<Exclude<VerbName, 'exit'>, Piece>> = {
  ...dataLines,
  ...notifyLines,
  ...serverLines,
}

/** Bytes of the longest line compared: what a stranger may send. */
const maxComparedBytes = 4_096

/** Commas of the longest `notify:all` line; its published expression doubles its work with each. */
const maxNotifyAllCommas = 12

/** Of ten lines, how many are changed after they were made. */
const mutatedShare = 0.5

/** Tries before a verb is declared to have no lines; one in three is used even of the worst. */
const maxTries = 10_000

/** The next line that is for `verb`: made from its grammar, sometimes damaged. */
export function lineFor(verb: keyof typeof LINES, random: Random): string {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const made = LINES[verb](random)
    const line = trimmed(random.chance(mutatedShare) ? mutate(made, random) : made)
    if (isFit(line, verb)) {
      return line
    }
  }
  throw new Error(`no line for ${verb} in ${maxTries} tries`)
}

function isFit(line: string, verb: VerbName): boolean {
  return (
    recognise(line) === verb &&
    !line.includes('\n') &&
    Buffer.byteLength(line) <= maxComparedBytes &&
    (verb !== 'notify:all' || line.split(',').length <= maxNotifyAllCommas + 1)
  )
}

/** As a server trims a line: white space and U+0085. */
function trimmed(line: string): string {
  return line.replaceAll(/^[\s\u0085]+|[\s\u0085]+$/gu, '')
}
