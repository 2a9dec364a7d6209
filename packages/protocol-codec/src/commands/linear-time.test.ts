import { describe, expect, it } from 'vitest'
import { AtFault } from '../faults.ts'
import { parse } from '../parse.ts'
import { COMMANDS } from '../verbs.ts'

/** UTF-16 units of a short line; a long one is `steps` times as long. */
const shortUnits = 20_000
const steps = 20

/**
 * A long line may cost this many times what as much text in short lines costs, since long texts
 * miss the processor's caches. Quadratic work would cost twenty times as much.
 */
const maxExcess = 5

/**
 * What the rest of the process may add to a measurement. Quadratic work of the fastest kind, the
 * platform's own search for one character, takes five times as long on a long line.
 */
const noiseMs = 30

/** Measurements of a line that seems slow; the least says what it costs. */
const measurements = 3

/** Heads behind which a grammar goes on, one per way into it. */
const heads: readonly string[] = [
  ...Object.values(COMMANDS).map(({ example }) => example),
  'from:@alice:clientConfig:{',
  'pkam:enrollmentId:',
  'lookup:',
  'llookup',
  'llookup:cached:@bob:',
  'plookup:all:',
  'update',
  'update:ttl:1',
  'update:json:',
  'update:meta:ab@alice',
  'delete:dAt:2026-05-05T11:59:44.',
  'scan ',
  'sync:from:1:limit:',
  'stream:init@',
  'stream:init namespace:',
  'stream:init ',
  'notify:@bob:',
  'notify:@bob:ab@',
  'notify:all:',
  'notify:all:ccd:fals',
  'notify:list:',
  'monitor:',
  'enroll:request:',
  'enroll:request:{',
  'otp:put:',
  'keys:get',
  'stats:',
  'config:block:add:@a',
]

/** Texts that grammars with backtracking or quadratic scans would choke on. */
const fillings: readonly string[] = [
  'a',
  '1',
  'e',
  ' ',
  ':',
  '::',
  '@',
  ' @a',
  ',',
  '1,',
  'a,@b',
  ':a@',
  ':public',
  ':@a',
  'namespace:',
  'startByte:1',
  ':ttl:1',
  '{}',
]

/** Processor milliseconds of `work`. */
function cost(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** Whether `work` takes more than `limitMs` every time it is measured. */
function isSlower(limitMs: number, work: () => void): boolean {
  return Array.from({ length: measurements }).every(() => cost(work) > limitMs)
}

/** Parses a line whatever becomes of it. */
function tryParse(line: string): void {
  try {
    parse(line)
  } catch (error) {
    expect(error).toBeInstanceOf(AtFault)
  }
}

function lineOf(head: string, filling: string, units: number): string {
  return `${head}${filling.repeat(Math.ceil(units / filling.length))}!`
}

function takesLongBehind(head: string, filling: string): boolean {
  const short = lineOf(head, filling, shortUnits)
  const long = lineOf(head, filling, shortUnits * steps)
  const shortMs = cost(() => {
    for (let step = 0; step < steps; step += 1) {
      tryParse(short)
    }
  })
  return isSlower(maxExcess * shortMs + noiseMs, () => tryParse(long))
}

// wire.grammar.linear
describe.each(fillings)('lines that go on with %j', (filling) => {
  it('take linear time behind every head', { timeout: 60_000 }, () => {
    expect(heads.filter((head) => takesLongBehind(head, filling))).toEqual([])
  })
})

describe('the measurement', () => {
  it('notices quadratic work, even at the speed of a search for one character', () => {
    const quadratic = (line: string): boolean => {
      let found = false
      for (let at = line.indexOf('@'); at !== -1; at = line.indexOf('@', at + 1)) {
        found = line.includes('#', at) || found
      }
      return found
    }
    const long = lineOf('', ' @a', shortUnits * steps)
    expect(isSlower(maxExcess + noiseMs, () => quadratic(long))).toBe(true)
  })
})
