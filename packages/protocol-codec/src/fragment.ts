import { AtFault } from './faults.ts'
import { FRAGMENT_TAGS, type FragmentKind, type MetadataRequest } from './metadata-fields.ts'
import { formatTimestamp, parseTimestamp } from './timestamps.ts'

/**
 * The metadata fragment of a command: `:ttl:60000:isEncrypted:true`, tags in the only order servers
 * accept, nothing for what is absent. Throws `AtFault` `illegalArgument` for a value that would not
 * be read back: a token that is empty or holds `:`, `@` or white space, an integer beyond 2^53.
 * Requirement `data.fragment.format`.
 */
export function formatFragment(request: MetadataRequest): string {
  return FRAGMENT_TAGS.map(({ tag, name, kind }) => {
    const value = request[name]
    return value === undefined ? '' : `:${tag}:${formatValue(tag, kind, value)}`
  }).join('')
}

function formatValue(tag: string, kind: FragmentKind, value: number | boolean | string): string {
  const text =
    kind === 'time' && Number.isFinite(value) ? formatTimestamp(Number(value), 'T') : String(value)
  if (!isReadable(kind, text, value)) {
    throw new AtFault('illegalArgument', `${tag} cannot be written into a command`)
  }
  return text
}

function isReadable(kind: FragmentKind, text: string, value: number | boolean | string): boolean {
  switch (kind) {
    case 'integer':
      return Number.isSafeInteger(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'time':
      return parseTimestamp(text) === value
    case 'token':
      return typeof value === 'string' && /^[^:@\s]+$/u.test(text)
    default:
      return kind satisfies never
  }
}
