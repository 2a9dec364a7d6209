import { FRAGMENT_TAGS, type FragmentKind, type MetadataRequest } from '../metadata-fields.ts'
import type { Captures } from './codec.ts'
import { flag, type Option, option, type Rule, signedDigits, time, token } from './grammar.ts'
import { toInteger, toMoment } from './reading.ts'

const rules: Readonly<Record<FragmentKind, Rule>> = { integer: signedDigits, flag, time, token }

/**
 * The metadata tags as optional parts, in the only order they may stand in: requirement
 * `data.fragment.order`.
 */
export const metadataTags: readonly Option[] = FRAGMENT_TAGS.map(({ tag, name, kind }) =>
  option(`:${tag}:`, name, rules[kind]),
)

/** The metadata captured; only what the line carried. Throws `AtFault` `invalidSyntax`. */
export function readMetadataTags(captures: Captures): MetadataRequest {
  const found = FRAGMENT_TAGS.flatMap(({ name, kind }) => {
    const text = captures[name]
    return text === undefined ? [] : [[name, readValue(kind, text, name)] as const]
  })
  return Object.fromEntries(found)
}

function readValue(kind: FragmentKind, text: string, name: string): string | number | boolean {
  switch (kind) {
    case 'integer':
      return toInteger(text, name)
    case 'flag':
      return text.toLowerCase() === 'true'
    case 'time':
      return toMoment(text, name)
    case 'token':
      return text
    default:
      return kind satisfies never
  }
}
