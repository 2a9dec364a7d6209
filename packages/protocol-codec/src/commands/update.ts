import type { AtSign } from '../at-sign.ts'
import { formatFragment } from '../fragment.ts'
import type { MetadataRequest } from '../metadata-fields.ts'
import type { Captures, CommandCodec } from './codec.ts'
import { captured, colonFollows, endOf, option, skip, take } from './grammar.ts'
import { keyAt } from './key-parts.ts'
import { metadataTags, readMetadataTags } from './metadata-tags.ts'
import { required } from './reading.ts'
import { readAtSign, readScope, type Scope, takeScope, writeScope } from './scope.ts'

/** The textual form of an update: everything spelt out before the first blank. */
export type UpdateText = {
  readonly kind: 'text'
  readonly metadata: MetadataRequest
  readonly scope: Scope
  readonly key: string
  readonly atSign: AtSign | undefined
  /** At least one character; never a line feed. */
  readonly value: string
}

/** The JSON form: the text is handed on unread. */
export type UpdateJson = { readonly kind: 'json'; readonly json: string }

/** `update:`: writes a record. */
export type UpdateCommand = {
  readonly verb: 'update'
  readonly noCommit: boolean
  readonly body: UpdateText | UpdateJson
}

const noCommit = [option(':nc', 'noCommit')]

/**
 * `update[:nc]<metadata>[:public|:@<for>]:<key>[@<owner>] <value>` or `update[:nc]:json:<json>`:
 * requirement `data.update.grammar`.
 */
export const updateCodec: CommandCodec<UpdateCommand> = {
  verb: 'update',
  summary: 'Writes a record.',
  usage: 'e.g. update:@alice:location@bob San Francisco',
  example: 'update:ttl:60000:@bob:location@alice San Francisco',
  captures,
  read: (found) => ({
    verb: 'update',
    noCommit: found['noCommit'] !== undefined,
    body: readBody(found),
  }),
  write: ({ noCommit, body }) => `update${noCommit ? ':nc' : ''}${writeBody(body)}`,
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'update')
  if (start === -1) {
    return undefined
  }
  const flags = take(line, start, noCommit, colonFollows)
  const json = skip(line, endOf(flags, start), ':json:')
  if (json !== -1 && json < line.length) {
    return { ...captured(flags), json: line.slice(json) }
  }
  const tags = take(line, endOf(flags, start), metadataTags, colonFollows)
  const parts = [...flags, ...tags]
  const all = [...parts, ...takeScope(line, endOf(parts, start))]
  const key = keyAt(line, endOf(all, start), 'privatekey:at_pkam_publickey')
  if (key === undefined || line[key.end] !== ' ' || key.end + 1 === line.length) {
    return undefined
  }
  return { ...captured(all), ...key.captures, value: line.slice(key.end + 1) }
}

function readBody(found: Captures): UpdateText | UpdateJson {
  const json = found['json']
  if (json !== undefined) {
    return { kind: 'json', json }
  }
  return {
    kind: 'text',
    metadata: readMetadataTags(found),
    scope: readScope(found),
    key: required(found, 'atKey'),
    atSign: readAtSign(found, 'atSign'),
    value: required(found, 'value'),
  }
}

function writeBody(body: UpdateText | UpdateJson): string {
  if (body.kind === 'json') {
    return `:json:${body.json}`
  }
  const { metadata, scope, key, atSign, value } = body
  return `${formatFragment(metadata)}${writeScope(scope)}:${key}${atSign ?? ''} ${value}`
}
