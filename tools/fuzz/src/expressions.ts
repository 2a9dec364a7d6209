import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isRecord } from '@atnet/protocol-codec'
import type { LINES } from './lines/lines.ts'

/** A verb that has a published expression. */
export type ComparedVerb = keyof typeof LINES

/** The published expressions by verb, as they stand in their file. */
export type Expressions = ReadonlyMap<ComparedVerb, string>

/** Where the expressions are looked for when nobody says where they are. */
export const defaultExpressionsFile: string = fileURLToPath(
  new URL('../../../../shared/protocol/verb-expressions.json', import.meta.url),
)

/** The year whose grammar is compared. */
const level = '2026'

/** What the file calls each verb. */
const NAMES: Readonly<Record<ComparedVerb, string>> = {
  from: 'from',
  cram: 'cram',
  pkam: 'pkam',
  pol: 'pol',
  to: 'to',
  lookup: 'lookup',
  llookup: 'llookup',
  plookup: 'plookup',
  update: 'update',
  'update:meta': 'update_meta',
  delete: 'delete',
  scan: 'scan',
  'sync:from': 'syncFrom',
  batch: 'batch',
  stream: 'stream',
  notify: 'notify',
  'notify:all': 'notifyAll',
  'notify:list': 'notifyList',
  'notify:status': 'notifyStatus',
  'notify:fetch': 'notifyFetch',
  'notify:remove': 'notifyRemove',
  monitor: 'monitor',
  enroll: 'enroll',
  otp: 'otp',
  keys: 'keys',
  info: 'info',
  stats: 'stats',
  config: 'config',
  noop: 'noOp',
}

/** Every verb that is compared. */
export const comparedVerbs: readonly ComparedVerb[] = Object.keys(NAMES).filter(isCompared)

/** Whether `text` names a verb that is compared. */
export function isCompared(text: string): text is ComparedVerb {
  return Object.hasOwn(NAMES, text)
}

/**
 * The expressions in `file`; `undefined` when there is no such file. They are read where they are
 * published and never copied. Throws when a verb's expression is missing.
 */
export function readExpressions(file: string): Expressions | undefined {
  const text = textOf(file)
  if (text === undefined) {
    return undefined
  }
  const document: unknown = JSON.parse(text)
  const sources = isRecord(document) ? document[level] : undefined
  return new Map(
    comparedVerbs.map((verb) => {
      const source = isRecord(sources) ? sources[NAMES[verb]] : undefined
      if (typeof source !== 'string') {
        throw new Error(`${file} has no expression ${NAMES[verb]} for ${level}`)
      }
      return [verb, source]
    }),
  )
}

/** The expression as a server applies it: letter case means nothing, a dot is all but a line feed. */
export function compile(source: string): RegExp {
  return new RegExp(withPlainDots(source), 'i')
}

/** JavaScript's dot also leaves out three characters that a value may hold. */
function withPlainDots(source: string): string {
  return source.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]|\./gu, (piece) =>
    piece === '.' ? '[^\\n]' : piece,
  )
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined
    }
    throw error
  }
}
