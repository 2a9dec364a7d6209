import { type Finding, isTest, type Rule } from './workspace.ts'

/** Longer files hold more than one idea. */
const maxFileLines = 300
/** Tests and tables of vectors may be longer: they are read in pieces. */
const maxTestFileLines = 500
/** Longer functions do more than one thing. oxlint counts them; we see to it that it does. */
const maxFunctionLines = 60

/** Files stay short, and the linter is told to keep functions short. */
export const length: Rule = {
  name: 'length',
  check({ sources, files }) {
    const findings: Finding[] = []
    for (const { path, text } of sources) {
      const lines = text.split('\n').length - 1
      const limit = isTest(path) ? maxTestFileLines : maxFileLines
      if (lines > limit) {
        findings.push({ path, message: `has ${lines} lines, ${limit} is the limit: split it` })
      }
    }
    return [...findings, ...linterFindings(files.get('.oxlintrc.json'))]
  },
}

function linterFindings(config: string | undefined): readonly Finding[] {
  const path = '.oxlintrc.json'
  if (config === undefined) {
    return [{ path, message: 'is missing' }]
  }
  const parsed: unknown = JSON.parse(config)
  const rules = memberOf(parsed, 'rules')
  const wanted = { 'max-lines': maxFileLines, 'max-lines-per-function': maxFunctionLines }
  return Object.entries(wanted).flatMap(([rule, max]) => {
    const setting = memberOf(rules, rule)
    const holds =
      memberOf(setting, '0') === 'error' && memberOf(memberOf(setting, '1'), 'max') === max
    return holds ? [] : [{ path, message: `must have ${rule} as an error with max ${max}` }]
  })
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}
