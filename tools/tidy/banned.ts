import { Visitor } from 'oxc-parser'
import type { Source } from './source.ts'
import { type Finding, findingAt, isTest, type Rule } from './workspace.ts'

/** Something of the platform that has one door in our code. */
type Banned = {
  readonly name: string
  readonly instead: string
  readonly allowed: RegExp
  /** Whether tests may use it: certificates need today's date, processes an environment. */
  readonly inTests: boolean
}

const doors: readonly Banned[] = [
  { name: 'Date.now', instead: 'a Clock', allowed: /^packages\/runtime\//, inTests: true },
  { name: 'new Date()', instead: 'a Clock', allowed: /^packages\/runtime\//, inTests: true },
  { name: 'setTimeout', instead: 'a Clock', allowed: /^packages\/runtime\//, inTests: false },
  { name: 'setInterval', instead: 'a Clock', allowed: /^packages\/runtime\//, inTests: false },
  { name: 'Math.random', instead: 'a Randomness', allowed: /^packages\/runtime\//, inTests: false },
  {
    name: 'process.env',
    instead: "the app's settings (config.ts)",
    allowed: /^packages\/runtime\/|^apps\/[^/]+\/src\/(?:config|main)\.ts$/,
    inTests: true,
  },
  { name: 'console', instead: 'a Log', allowed: /^apps\/cli\//, inTests: false },
]

/** The one lint rule that may be switched off, line by line and with a reason: brands need it. */
const allowedSwitch =
  /^\s*oxlint-disable-next-line typescript\/no-unsafe-type-assertion -- \S.{10,}$/su

/** Platform globals only behind their ports; no way around the compiler or the linter. */
export const banned: Rule = {
  name: 'banned',
  check({ sources }) {
    return sources.flatMap((source) => [
      ...(source.path.startsWith('tools/') ? [] : globalFindings(source)),
      ...assertionFindings(source),
      ...commentFindings(source),
    ])
  },
}

function globalFindings(source: Source): readonly Finding[] {
  const findings: Finding[] = []
  const report = (name: string, offset: number): void => {
    const door = doors.find((each) => each.name === name)
    if (door === undefined || door.allowed.test(source.path)) {
      return
    }
    if (!(door.inTests && isTest(source.path))) {
      findings.push(findingAt(source, offset, `uses ${name}: take ${door.instead} instead`))
    }
  }
  new Visitor({
    MemberExpression({ object, property, start }) {
      if (object.type === 'Identifier' && property.type === 'Identifier') {
        report(object.name === 'console' ? 'console' : `${object.name}.${property.name}`, start)
      }
    },
    CallExpression({ callee, arguments: { length }, start }) {
      if (callee.type === 'Identifier') {
        report(callee.name === 'Date' && length === 0 ? 'new Date()' : callee.name, start)
      }
    },
    NewExpression({ callee, arguments: { length }, start }) {
      if (callee.type === 'Identifier' && callee.name === 'Date' && length === 0) {
        report('new Date()', start)
      }
    },
  }).visit(source.program)
  for (const { from, start } of source.imports) {
    if (/^(?:node:)?timers(?:\/promises)?$/u.test(from)) {
      report('setTimeout', start)
    }
  }
  return findings
}

function assertionFindings(source: Source): readonly Finding[] {
  const findings: Finding[] = []
  new Visitor({
    TSAsExpression({ typeAnnotation, start }) {
      if (typeAnnotation.type === 'TSAnyKeyword') {
        findings.push(findingAt(source, start, 'says `as any`: narrow the value instead'))
      }
    },
  }).visit(source.program)
  return findings
}

function commentFindings(source: Source): readonly Finding[] {
  return source.comments.flatMap(({ value, start }) => {
    const ignored = /@ts-(?:ignore|nocheck|expect-error)\b/u.exec(value)?.[0]
    if (ignored !== undefined && !(ignored === '@ts-expect-error' && isTest(source.path))) {
      return [findingAt(source, start, `says ${ignored}: make the types true instead`)]
    }
    const off = /\b(?:(?:ox|es)lint-(?:disable|enable)\S*|biome-ignore\S*)/u.exec(value)?.[0]
    return off === undefined || allowedSwitch.test(value)
      ? []
      : [findingAt(source, start, `says ${off}: write what the rule asks for, or change the rule`)]
  })
}
