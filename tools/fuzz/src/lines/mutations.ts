import type { Random } from '../random.ts'

/** Texts that mean something to some grammar. */
const SNIPPETS = [
  ':',
  ':',
  '::',
  '@',
  '@@',
  ' ',
  '  ',
  ',',
  '-',
  '.',
  '0',
  '1',
  'e',
  'x',
  '{',
  '}',
  '=',
  '*',
  '\t',
  '\r',
  '\u0000',
  '\u00a0',
  '\u2028',
  '🛠',
  ':public',
  ':@bob',
  ':cached',
  ':meta',
  ':all',
  ':nc',
  ':force',
  ':json:',
  ':ttl:5',
  ':ccd:true',
  ':isEncrypted:maybe',
  ':limit:7',
  ':update',
  ':clientConfig:{',
  'signingAlgo:rsa2048:',
  'enrollmentId:',
  'bypassCache:true:',
  'namespace:',
  'startByte:9',
  'privatekey:at_secret',
  'config:set:a',
  ':2024-10-01',
] as const

/** A line with one to three small damages. */
export function mutate(line: string, random: Random): string {
  let damaged = line
  for (let damages = 1 + random.below(3); damages > 0; damages -= 1) {
    damaged = random.pick(DAMAGES)(damaged, random)
  }
  return damaged
}

type Damage = (line: string, random: Random) => string

const DAMAGES: readonly Damage[] = [
  insert,
  remove,
  duplicate,
  replace,
  flipCase,
  truncate,
  swap,
  stretch,
]

function insert(line: string, random: Random): string {
  const at = random.below(line.length + 1)
  return line.slice(0, at) + random.pick(SNIPPETS) + line.slice(at)
}

function remove(line: string, random: Random): string {
  const [from, to] = span(line, random)
  return line.slice(0, from) + line.slice(to)
}

function duplicate(line: string, random: Random): string {
  const [from, to] = span(line, random)
  return line.slice(0, to) + line.slice(from)
}

function replace(line: string, random: Random): string {
  const [from, to] = span(line, random)
  return line.slice(0, from) + random.pick(SNIPPETS) + line.slice(to)
}

function flipCase(line: string, random: Random): string {
  const [from, to] = span(line, random)
  return line.slice(0, from) + line.slice(from, to).toUpperCase() + line.slice(to)
}

function truncate(line: string, random: Random): string {
  return line.slice(0, random.below(line.length + 1))
}

/** Changes the order of two neighbouring parts. */
function swap(line: string, random: Random): string {
  const parts = line.split(':')
  const at = 1 + random.below(Math.max(parts.length - 2, 1))
  return [
    ...parts.slice(0, at),
    ...parts.slice(at, at + 2).toReversed(),
    ...parts.slice(at + 2),
  ].join(':')
}

/** Repeats a few characters, now and then until the line is as long as a stranger's may be. */
function stretch(line: string, random: Random): string {
  const [from, to] = span(line, random)
  const times = random.below(random.pick([4, 4, 4, 4, 16, 16, 1_000]))
  return line.slice(0, to) + line.slice(from, to).repeat(times) + line.slice(to)
}

/** A few characters of the line. */
function span(line: string, random: Random): readonly [from: number, to: number] {
  const from = random.below(line.length + 1)
  return [from, Math.min(line.length, from + random.below(8))]
}
