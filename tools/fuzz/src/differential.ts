import { AtFault, type Captures, COMMANDS, format, parse } from '@atnet/protocol-codec'
import { amend, DIFFERENCES, type Difference, NAMINGS } from './differences.ts'
import { type ComparedVerb, compile, type Expressions } from './expressions.ts'
import { lineFor } from './lines/lines.ts'
import { seededRandom } from './random.ts'

/** What a run over one verb's lines found. */
export type Comparison = {
  readonly verb: ComparedVerb
  readonly lines: number
  /** Lines our grammar accepts. */
  readonly accepted: number
  /** In how many lines each named part was present. */
  readonly present: Readonly<Record<string, number>>
  /** In how many lines each intended difference made the difference. */
  readonly fired: Readonly<Record<string, number>>
  /** What should not be: disagreements, and commands that cannot be written again. */
  readonly problems: readonly string[]
}

/** Problems after which a run stops: more would say nothing new. */
const maxProblems = 5

/** Compares our grammar of `verb` with the published expression on `count` lines of `seed`. */
export function compare(
  verb: ComparedVerb,
  expressions: Expressions,
  { count, seed }: { readonly count: number; readonly seed: number },
): Comparison {
  const judge = judgeOf(verb, expressions)
  const random = seededRandom(seed)
  const present: Record<string, number> = Object.fromEntries(judge.names.map((name) => [name, 0]))
  const fired: Record<string, number> = Object.fromEntries(judge.ids.map((id) => [id, 0]))
  const problems: string[] = []
  let lines = 0
  let accepted = 0
  while (lines < count && problems.length < maxProblems) {
    const line = lineFor(verb, random)
    const ours = COMMANDS[verb].captures(line)
    lines += 1
    accepted += ours === undefined ? 0 : 1
    for (const name of judge.names) {
      present[name] = (present[name] ?? 0) + (ours?.[name] === undefined ? 0 : 1)
    }
    const verdict = judge(line, ours)
    for (const id of verdict.fired) {
      fired[id] = (fired[id] ?? 0) + 1
    }
    const problem = verdict.problem ?? (ours === undefined ? undefined : roundTrip(line))
    if (problem !== undefined) {
      problems.push(problem)
    }
  }
  return { verb, lines, accepted, present, fired, problems }
}

type Verdict = { readonly fired: readonly string[]; readonly problem: string | undefined }

type Judge = {
  (line: string, ours: Captures | undefined): Verdict
  readonly names: readonly string[]
  readonly ids: readonly string[]
}

function judgeOf(verb: ComparedVerb, expressions: Expressions): Judge {
  const differences = DIFFERENCES.filter((difference) => difference.verb === verb)
  const source = expressions.get(verb)
  if (source === undefined) {
    throw new Error(`there is no expression for ${verb}`)
  }
  const named = NAMINGS.filter((naming) => naming.verb === verb).reduce(amend, source)
  const published = compile(named)
  const intended = compile(differences.reduce(amend, named))
  const without = differences.map((left) => ({
    id: left.id,
    expression: compile(withoutOne(named, differences, left)),
  }))
  const judge = (line: string, ours: Captures | undefined): Verdict => {
    if (agrees(published, line, ours)) {
      return { fired: [], problem: undefined }
    }
    if (!agrees(intended, line, ours)) {
      return { fired: [], problem: disagreement(verb, intended, line, ours) }
    }
    const fired = without.filter(({ expression }) => !agrees(expression, line, ours))
    return { fired: fired.map(({ id }) => id), problem: undefined }
  }
  return Object.assign(judge, {
    names: groupNames(intended),
    ids: differences.map(({ id }) => id),
  })
}

function withoutOne(source: string, differences: readonly Difference[], left: Difference): string {
  return differences.filter((difference) => difference !== left).reduce(amend, source)
}

/** Same verdict and, when both accept, the same captures. */
function agrees(expression: RegExp, line: string, ours: Captures | undefined): boolean {
  const match = expression.exec(line)
  if (match === null || ours === undefined) {
    return match === null && ours === undefined
  }
  const theirs = match.groups ?? {}
  const names = new Set([...Object.keys(theirs), ...Object.keys(ours)])
  return [...names].every((name) => theirs[name] === ours[name])
}

/** What was read can be written, and read again as the same; `undefined` when it is so. */
function roundTrip(line: string): string | undefined {
  try {
    const command = parse(line)
    format(command)
    return undefined
  } catch (error) {
    // Numbers, times and atSigns that cannot be are refused after the grammar has accepted.
    if (error instanceof AtFault && error.fault !== 'illegalArgument') {
      return undefined
    }
    return `${JSON.stringify(line)} was read but cannot be written: ${String(error)}`
  }
}

function disagreement(
  verb: ComparedVerb,
  expression: RegExp,
  line: string,
  ours: Captures | undefined,
): string {
  const theirs = expression.exec(line)
  const said = theirs === null ? 'refused' : JSON.stringify(theirs.groups ?? {})
  return `${verb} ${JSON.stringify(line)}\n  expected ${said}\n  but got  ${JSON.stringify(ours) ?? 'refused'}`
}

function groupNames(expression: RegExp): readonly string[] {
  return Array.from(expression.source.matchAll(/\(\?<([A-Za-z_]\w*)>/gu), ([, name]) => name ?? '')
}
