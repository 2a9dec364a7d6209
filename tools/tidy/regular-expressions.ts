import { RegExpParser, visitRegExpAST } from '@eslint-community/regexpp'
import { type Argument, Visitor } from 'oxc-parser'
import type { Source } from './source.ts'
import { type Finding, findingAt, isTest, type Rule } from './workspace.ts'

/**
 * Where lines of strangers are read, no regular expression repeats something that itself repeats:
 * that is how matching comes to take exponential time. Only ones written out can be judged.
 */
export const regularExpressions: Rule = {
  name: 'regular expressions',
  check({ sources }) {
    return sources
      .filter(({ path }) => path.startsWith('packages/') && !isTest(path))
      .flatMap(sourceFindings)
  },
}

/** Whether a repeated part of the expression contains a part of varying length. */
export function hasNestedQuantifiers(pattern: string, flags: string): boolean {
  const parsed = new RegExpParser({ ecmaVersion: 2025 }).parsePattern(
    pattern,
    undefined,
    undefined,
    { unicode: flags.includes('u'), unicodeSets: flags.includes('v') },
  )
  let depth = 0
  let nested = false
  visitRegExpAST(parsed, {
    onQuantifierEnter({ min, max }) {
      nested ||= depth > 0 && min !== max
      depth += max > 1 ? 1 : 0
    },
    onQuantifierLeave({ max }) {
      depth -= max > 1 ? 1 : 0
    },
  })
  return nested
}

function sourceFindings(source: Source): readonly Finding[] {
  const findings: Finding[] = []
  const judge = (pattern: string, flags: string, start: number): void => {
    if (hasNestedQuantifiers(pattern, flags)) {
      findings.push(findingAt(source, start, `/${pattern}/ repeats something that itself repeats`))
    }
  }
  const judgeConstructed = ([pattern, flags]: readonly Argument[], start: number): void => {
    const text = textOf(pattern)
    if (isSourceOfAnother(pattern)) {
      return
    }
    if (text === undefined) {
      findings.push(findingAt(source, start, 'builds a regular expression that nobody can judge'))
    } else {
      judge(text, textOf(flags) ?? '', start)
    }
  }
  new Visitor({
    Literal(node) {
      if ('regex' in node) {
        judge(node.regex.pattern, node.regex.flags, node.start)
      }
    },
    CallExpression({ callee, arguments: given, start }) {
      if (callee.type === 'Identifier' && callee.name === 'RegExp') {
        judgeConstructed(given, start)
      }
    },
    NewExpression({ callee, arguments: given, start }) {
      if (callee.type === 'Identifier' && callee.name === 'RegExp') {
        judgeConstructed(given, start)
      }
    },
  }).visit(source.program)
  return findings
}

function textOf(node: Argument | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

/** `other.source`: the other one was judged where it is written. */
function isSourceOfAnother(node: Argument | undefined): boolean {
  return (
    node?.type === 'MemberExpression' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'source'
  )
}
