import { type AtSign, parseAtSign } from '../at-sign.ts'
import { formatFragment } from '../fragment.ts'
import type { MetadataRequest } from '../metadata-fields.ts'
import type { Captures, CommandCodec } from './codec.ts'
import {
  captured,
  colonFollows,
  colonOrEndFollows,
  endOf,
  option,
  runOf,
  skip,
  take,
  token,
} from './grammar.ts'
import { metadataTags, readMetadataTags } from './metadata-tags.ts'
import { required } from './reading.ts'
import { readScope, type Scope, takeScope, writeScope } from './scope.ts'

/** `update:meta:`: changes a record's metadata and keeps its value. */
export type UpdateMetaCommand = {
  readonly verb: 'update:meta'
  readonly noCommit: boolean
  readonly scope: Scope
  readonly key: string
  readonly atSign: AtSign
  readonly metadata: MetadataRequest
}

const noCommit = [option(':nc', 'noCommit')]
const keyText = runOf(/[^:@]+/)

/** The key of this verb alone is at least two characters long. */
const minKeyUnits = 2

/**
 * `update:meta[:nc][:public|:@<for>]:<key>@<owner><metadata>`: requirement
 * `data.update-meta.grammar`. The metadata follows the key.
 */
export const updateMetaCodec: CommandCodec<UpdateMetaCommand> = {
  verb: 'update:meta',
  summary: "Changes a record's metadata and keeps its value.",
  usage: 'update:meta:ttl:20000:ttb:20000:ttr:20000',
  example: 'update:meta:@bob:location@alice:ttl:60000',
  captures,
  read: (found) => ({
    verb: 'update:meta',
    noCommit: found['noCommit'] !== undefined,
    scope: readScope(found),
    key: required(found, 'atKey'),
    atSign: parseAtSign(required(found, 'atSign')),
    metadata: readMetadataTags(found),
  }),
  write: ({ noCommit, scope, key, atSign, metadata }) =>
    [
      'update:meta',
      noCommit ? ':nc' : '',
      writeScope(scope),
      `:${key}${atSign}`,
      formatFragment(metadata),
    ].join(''),
}

function captures(line: string): Captures | undefined {
  const start = skip(line, 0, 'update:meta')
  if (start === -1) {
    return undefined
  }
  const flags = take(line, start, noCommit, colonFollows)
  const parts = [...flags, ...takeScope(line, endOf(flags, start))]
  const from = endOf(parts, start) + 1
  const sign = line[from - 1] === ':' ? keyText(line, from) : -1
  if (sign === -1 || sign - from < minKeyUnits || line[sign] !== '@') {
    return undefined
  }
  const end = token(line, sign + 1)
  const tags = end === -1 ? [] : take(line, end, metadataTags, colonOrEndFollows)
  if (end === -1 || endOf(tags, end) !== line.length) {
    return undefined
  }
  return {
    ...captured([...parts, ...tags]),
    atKey: line.slice(from, sign),
    atSign: line.slice(sign + 1, end),
  }
}
