import { isBuiltin } from 'node:module'
import { Visitor } from 'oxc-parser'
import type { Source } from './source.ts'
import { type Finding, findingAt, isTest, type Rule } from './workspace.ts'

const codec = 'packages/protocol-codec/src/'

/** Globals that browsers do not have. */
const ofNodeOnly = new Set(['Buffer', 'process', 'global', 'require', '__dirname', '__filename'])

/** The codec runs in browsers: nothing of Node is in it. Its tests run in Node. */
export const pureCodec: Rule = {
  name: 'pure codec',
  check({ sources }) {
    return sources
      .filter(({ path }) => path.startsWith(codec) && !isTest(path))
      .flatMap((source) => [...importFindings(source), ...globalFindings(source)])
  },
}

function importFindings(source: Source): readonly Finding[] {
  return source.imports
    .filter(({ from }) => isBuiltin(from))
    .map(({ from, start }) => findingAt(source, start, `imports ${from}: browsers do not have it`))
}

function globalFindings(source: Source): readonly Finding[] {
  const findings: Finding[] = []
  new Visitor({
    Identifier({ name, start }) {
      if (ofNodeOnly.has(name)) {
        findings.push(findingAt(source, start, `uses ${name}: browsers do not have it`))
      }
    },
  }).visit(source.program)
  return findings
}
