import { type AtSign, parseAtSign } from '../at-sign.ts'
import type { Captures } from './codec.ts'
import { flag, type Option, oneOf, option } from './grammar.ts'
import { boolean, choice, required } from './reading.ts'
import type { Projection } from './scope.ts'

/** What `lookup:` and `plookup:` carry. */
export type RemoteLookup = {
  readonly bypassCache: boolean | undefined
  readonly projection: Projection
  /** The entity as typed, without scope and owner. */
  readonly key: string
  /** The owner of the record. */
  readonly atSign: AtSign
}

const projections: readonly Projection[] = ['meta', 'all']

/** The parts in front of the key of `lookup:` and `plookup:`. */
export const lookupOptions: readonly Option[] = [
  option('bypassCache:', 'bypassCache', flag, ':'),
  option('', 'operation', oneOf(...projections), ':'),
]

/** What the two verbs captured. Throws `AtFault` `invalidAtSign`. */
export function readLookup(captures: Captures): RemoteLookup {
  return {
    bypassCache: boolean(captures, 'bypassCache'),
    projection: readProjection(captures),
    key: required(captures, 'atKey'),
    atSign: parseAtSign(required(captures, 'atSign')),
  }
}

/** The text behind the verb's colon. */
export function writeLookup({ bypassCache, projection, key, atSign }: RemoteLookup): string {
  const cache = bypassCache === undefined ? '' : `bypassCache:${bypassCache}:`
  const operation = projection === 'value' ? '' : `${projection}:`
  return `${cache}${operation}${key}${atSign}`
}

/** `meta`, `all`, or the value when the line names neither. */
export function readProjection(captures: Captures): Projection {
  return choice(captures, 'operation', projections) ?? 'value'
}
