import { readFileSync } from 'node:fs'
import { NOT_YET, REASONS } from './reasons.ts'
import type { Verdict } from './replay.ts'

/** One place where we answer otherwise than a recording, on purpose. */
export type Difference = {
  /** The line of the recording that begins the exchange. */
  readonly line: number
  /** The name of the reason. */
  readonly reason: string
  /** Our answer in the words of the recording. */
  readonly ours: string
}

/** The list of intended differences of one recording: `differences/<name>.txt`. */
export function readDifferences(name: string): readonly Difference[] {
  const file = new URL(`./differences/${name}.txt`, import.meta.url)
  return parseDifferences(readFileSync(file, 'utf8'))
}

/** Reads a list: a row with line and reason, below it our answer as JSON text. Rows with # are remarks. */
export function parseDifferences(text: string): readonly Difference[] {
  const rows = text.split('\n').filter((row) => row !== '' && !row.startsWith('#'))
  const pairs = rows.flatMap((row, index) => (index % 2 === 0 ? [[row, rows[index + 1]]] : []))
  return pairs.map(([head = '', answer = '']) => {
    const { line, reason } = /^(?<line>\d+) (?<reason>[a-z0-9-]+)$/u.exec(head)?.groups ?? {}
    const ours: unknown = answer === '' ? undefined : JSON.parse(answer)
    if (reason === undefined || REASONS[reason] === undefined || typeof ours !== 'string') {
      throw new Error(`not a difference with a known reason and an answer: ${head}`)
    }
    return { line: Number(line), reason, ours }
  })
}

/** A list as it is written to its file. */
export function formatDifferences(differences: readonly Difference[]): string {
  return differences
    .map(({ line, reason, ours }) => `${line} ${reason}\n${JSON.stringify(ours)}\n`)
    .join('\n')
}

/** How a replay and the list of what may differ compare. */
export type Findings = {
  /** Exchanges that differ without being listed so. */
  readonly unlisted: readonly Verdict[]
  /** Listed differences that are none any more. */
  readonly outdated: readonly Difference[]
  /** Verbs without a meaning whose lines came up. */
  readonly notYet: ReadonlySet<string>
}

/** Compares what came of a replay with what was to come of it (replay.differences). */
export function review(verdicts: readonly Verdict[], listed: readonly Difference[]): Findings {
  const notYet = new Set<string>()
  const differing = verdicts.filter((verdict) => {
    const verb = verdict.same ? undefined : notYetVerb(verdict)
    if (verb !== undefined) {
      notYet.add(verb)
    }
    return !verdict.same && verb === undefined
  })
  const matches = (verdict: Verdict, { line, ours }: Difference): boolean =>
    verdict.line === line && verdict.ours === ours
  return {
    unlisted: differing.filter((verdict) => !listed.some((entry) => matches(verdict, entry))),
    outdated: listed.filter((entry) => !differing.some((verdict) => matches(verdict, entry))),
    notYet,
  }
}

function notYetVerb({ sent, ours }: Verdict): string | undefined {
  const verb = NOT_YET.find(({ line }) => line.test(sent))?.verb
  return /^error:.*AT0003.*invalid command/u.test(ours) ? verb : undefined
}
