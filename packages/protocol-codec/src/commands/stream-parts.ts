import type { Captures } from './codec.ts'
import { digits, hyphenated, type Rule, skip, token } from './grammar.ts'

/**
 * The parts of a `stream:` line. Everything is optional and the blanks between parts are too, so
 * one run of characters may hold two parts (`@bobnamespace:wavi`); the published expression finds
 * out by backtracking. Each part here is tried in at most two ways, and nothing is looked at twice
 * otherwise: requirement `wire.grammar.linear`.
 */
export function streamParts(line: string, start: number, operation: Rule): Captures | undefined {
  const end = operation(line, start)
  return end === -1
    ? receiverAt(line, start)
    : merged({ operation: line.slice(start, end) }, receiverAt(line, end))
}

function receiverAt(line: string, at: number): Captures | undefined {
  if (line[at] !== '@') {
    return namespaceAt(line, at)
  }
  const end = labelFree(line, at + 1, token(line, at + 1), ['namespace', 'startByte'])
  return end === -1
    ? undefined
    : merged({ receiver: line.slice(at + 1, end) }, namespaceAt(line, end))
}

function namespaceAt(line: string, at: number): Captures | undefined {
  const from = skip(line, afterBlank(line, at), 'namespace:')
  const end = from === -1 ? -1 : labelFree(line, from, hyphenated(line, from), ['startByte'])
  const found =
    end === -1 ? undefined : merged({ namespace: line.slice(from, end) }, startByteAt(line, end))
  return found ?? startByteAt(line, at)
}

function startByteAt(line: string, at: number): Captures | undefined {
  const from = skip(line, afterBlank(line, at), 'startByte:')
  const end = from === -1 ? -1 : digits(line, from)
  const found =
    end === -1 ? undefined : merged({ startByte: line.slice(from, end) }, tailAt(line, end))
  return found ?? tailAt(line, at)
}

/** ` <id>`, ` <file name> ` and `<length>`, each optional, up to the end of the line. */
function tailAt(line: string, at: number): Captures | undefined {
  const length = lengthStart(line)
  if (line[at] === ' ') {
    const idEnd = Math.max(hyphenated(line, at + 1), at + 1)
    const streamId = line.slice(at + 1, idEnd)
    const rest = idEnd === line.length ? {} : fileNameAt(line, idEnd, length)
    return rest === undefined ? fileNameAt(line, at, length) : { streamId, ...rest }
  }
  if (at < length) {
    return undefined
  }
  return at === line.length ? {} : { length: line.slice(at) }
}

/** A file name reaches to the blank before the last digits of the line. */
function fileNameAt(line: string, blank: number, length: number): Captures | undefined {
  if (line[blank] !== ' ' || length - 1 <= blank || line[length - 1] !== ' ') {
    return undefined
  }
  const fileName = line.slice(blank + 1, length)
  return length === line.length ? { fileName } : { fileName, length: line.slice(length) }
}

/** Where the digits that end the line start; its length when there are none. */
function lengthStart(line: string): number {
  let start = line.length
  while (start > 0 && isDigit(line.charCodeAt(start - 1))) {
    start -= 1
  }
  return start
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

function afterBlank(line: string, at: number): number {
  return line[at] === ' ' ? at + 1 : at
}

/**
 * The end of a run without the label of the next part, when the run swallowed one: a colon behind
 * the run can only belong to a label. At least one character stays.
 */
function labelFree(line: string, from: number, end: number, labels: readonly string[]): number {
  const label =
    line[end] === ':'
      ? labels.find(
          (text) => end - text.length > from && skip(line, end - text.length, text) === end,
        )
      : undefined
  return label === undefined ? end : end - label.length
}

function merged(first: Captures, rest: Captures | undefined): Captures | undefined {
  return rest && { ...first, ...rest }
}
