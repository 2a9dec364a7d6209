import { parseArgs } from 'node:util'
import { coverageProblems } from './coverage.ts'
import { type Comparison, compare } from './differential.ts'
import {
  comparedVerbs,
  defaultExpressionsFile,
  isCompared,
  readExpressions,
} from './expressions.ts'

/** The long run: `npm run fuzz -- --lines 200000 --verb notify --seed 7 --expressions FILE`. */
function main(): number {
  const { values } = parseArgs({
    options: {
      lines: { type: 'string', default: '200000' },
      verb: { type: 'string', multiple: true },
      seed: { type: 'string' },
      expressions: { type: 'string', default: defaultExpressionsFile },
    },
  })
  const expressions = readExpressions(values.expressions)
  if (expressions === undefined) {
    console.error(`no expressions to compare with: ${values.expressions} is not there`)
    return 1
  }
  const verbs = values.verb ?? comparedVerbs
  const unknown = verbs.find((verb) => !isCompared(verb))
  const count = Number(values.lines)
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed)
  if (unknown !== undefined || !Number.isSafeInteger(count) || !Number.isSafeInteger(seed)) {
    console.error(
      unknown === undefined
        ? '--lines and --seed take a number'
        : `${unknown} is no verb; there are ${comparedVerbs.join(', ')}`,
    )
    return 1
  }
  console.log(`seed ${seed}`)
  const problems = verbs.filter(isCompared).flatMap((verb) => {
    const started = performance.now()
    const found = compare(verb, expressions, { count, seed })
    console.log(`${summary(found)}, ${((performance.now() - started) / 1_000).toFixed(1)} s`)
    return [...found.problems, ...coverageProblems(found)]
  })
  for (const problem of problems) {
    console.error(problem)
  }
  return problems.length === 0 ? 0 : 1
}

function summary({ verb, lines, accepted, fired }: Comparison): string {
  const differences = Object.entries(fired).map(([id, times]) => `, ${id} ${times} times`)
  return `${verb}: ${lines} lines, ${((100 * accepted) / lines).toFixed(0)} % accepted${differences.join('')}`
}

process.exitCode = main()
