import type { Command } from '@atnet/protocol-codec'
import fc from 'fast-check'

/** Texts that mean something to some grammar, or end a line. */
const wildText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'a b',
    'a:b',
    'a@b',
    '::',
    '\n',
    'x\nnoop:0',
    'x\r',
    ' x ',
    ':public',
    'public',
    'force',
    'limit:5',
    'startByte:5',
    'signingAlgo:rsa2048:x',
    'NaN',
  ),
  fc.string({ unit: 'binary' }),
)

/** What tells the members of a union apart: nobody's text ends up there. */
const discriminants: ReadonlySet<string> = new Set(['verb', 'kind'])

/** The same commands with some of their texts, at any depth, exchanged for wild ones. */
export function withWildTexts(commands: fc.Arbitrary<Command>): fc.Arbitrary<Command> {
  return fc
    .tuple(commands, fc.infiniteStream(fc.option(wildText)))
    .map(([command, texts]) => exchange(command, texts))
}

function exchange<T>(value: T, texts: Iterator<string | null>): T
function exchange(value: unknown, texts: Iterator<string | null>): unknown {
  if (typeof value === 'string') {
    return nextText(texts) ?? value
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => exchange(item, texts))
  }
  if (typeof value !== 'object' || value === null) {
    return value
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      discriminants.has(name) ? member : exchange(member, texts),
    ]),
  )
}

function nextText(texts: Iterator<string | null>): string | undefined {
  const next = texts.next()
  return next.done === true ? undefined : (next.value ?? undefined)
}
