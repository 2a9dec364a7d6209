import { trimLine } from '../text.ts'
import type { Captures, CommandCodec } from './codec.ts'
import { fit, isBraced, oneOf, option, runOf, skip, take } from './grammar.ts'
import { requiredChoice } from './reading.ts'
import { prefixed } from './writing.ts'

/** What an `enroll:` line asks for. */
export type EnrollOperation =
  | 'request'
  | 'approve'
  | 'deny'
  | 'revoke'
  | 'listns'
  | 'infons'
  | 'list'
  | 'fetch'
  | 'unrevoke'
  | 'delete'
  | 'update'

/** `enroll:`: one step in an application's life as a holder of its own key. */
export type EnrollCommand = {
  readonly verb: 'enroll'
  readonly operation: EnrollOperation
  readonly force: boolean
  readonly namespace: string | undefined
  /** A JSON object as typed; nobody has read it yet. */
  readonly params: string | undefined
}

/** `listns` and `infons` stand before `list`, which would otherwise be found inside the first. */
const operations: readonly EnrollOperation[] = [
  'request',
  'approve',
  'deny',
  'revoke',
  'listns',
  'infons',
  'list',
  'fetch',
  'unrevoke',
  'delete',
  'update',
]

const operationWord = oneOf(...operations)
const force = [option(':', 'force', oneOf('force'))]
const namespaceText = runOf(/[^:{]+/)

/**
 * `enroll:<operation>[:force][:<namespace>][:][{…}]`: requirement `enroll.grammar`. An empty object
 * is one: what it lacks is for the verb to say (`enroll.empty-params`).
 */
export const enrollCodec: CommandCodec<EnrollCommand> = {
  verb: 'enroll',
  summary: "One step in an application's life as a holder of its own key.",
  usage:
    'enroll:request:{"appName":"wavi","deviceName":"iPhone","namespaces":{"wavi":"rw"},"otp":"<otp>":"apkamPublicKey":"<public_key>"}',
  example: 'enroll:list:{"enrollmentStatusFilter":["pending"]}',
  captures,
  read: (found) => ({
    verb: 'enroll',
    operation: requiredChoice(found, 'operation', operations),
    force: found['force'] !== undefined,
    namespace: found['listNamespace'],
    params: found['enrollParams'],
  }),
  write: ({ operation, force, namespace, params }) =>
    [
      `enroll:${operation}`,
      force ? ':force' : '',
      prefixed(namespace),
      prefixed(params ?? closing(namespace)),
    ].join(''),
}

/** A colon behind a namespace that ends in a blank, which receivers would otherwise trim. */
function closing(namespace: string | undefined): string | undefined {
  return namespace !== undefined && trimLine(`x${namespace}`) !== `x${namespace}` ? '' : undefined
}

function captures(line: string): Captures | undefined {
  const from = skip(line, 0, 'enroll:')
  const end = from === -1 ? -1 : operationWord(line, from)
  if (end === -1) {
    return undefined
  }
  const found = fit(take(line, end, force), end, (at) => namespaceAt(line, at))
  return found && { operation: line.slice(from, end), ...found }
}

function namespaceAt(line: string, at: number): Captures | undefined {
  const end = line[at] === ':' ? namespaceText(line, at + 1) : -1
  if (end === -1) {
    return paramsAt(line, at)
  }
  const params = paramsAt(line, end)
  return params && { listNamespace: line.slice(at + 1, end), ...params }
}

/** `[:][{…}]` up to the end of the line. */
function paramsAt(line: string, at: number): Captures | undefined {
  const from = line[at] === ':' ? at + 1 : at
  const json = line.slice(from)
  if (json === '') {
    return {}
  }
  return isBraced(json) ? { enrollParams: json } : undefined
}
