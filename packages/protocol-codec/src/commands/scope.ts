import { type AtSign, parseAtSign } from '../at-sign.ts'
import type { Captures } from './codec.ts'
import { colonFollows, oneOf, option, type Taken, take, token } from './grammar.ts'

/** For whom a record is meant: its owner, everybody, or one other atSign. */
export type Scope = SelfScope | PublicScope | SharedScope

/** The owner's own record: no prefix on the wire. */
export type SelfScope = { readonly kind: 'self' }

/** A record everybody may read: `public:` on the wire. */
export type PublicScope = { readonly kind: 'public' }

/** A record shared with one atSign: `@bob:` on the wire. */
export type SharedScope = { readonly kind: 'for'; readonly atSign: AtSign }

/** What a lookup answers: the value alone, the metadata alone, or key, value and metadata. */
export type Projection = 'value' | 'meta' | 'all'

/** How urgent a notification is. It orders recipients at the sender and never travels. */
export type Priority = 'low' | 'medium' | 'high'

/** The words of `Priority`. */
export const priorities: readonly Priority[] = ['low', 'medium', 'high']

const publicOption = [option(':', 'publicScope', oneOf('public'))]
const sharedOption = [option(':@', 'forAtSign', token)]

/** The scope that stands at `at`, if any: one of the two, never both. */
export function takeScope(line: string, at: number): readonly Taken[] {
  const everybody = take(line, at, publicOption, colonFollows)
  return everybody.length > 0 ? everybody : take(line, at, sharedOption, colonFollows)
}

/** The scope captured, or the owner's own. Throws `AtFault` `invalidAtSign`. */
export function readScope(captures: Captures): Scope {
  return readGivenScope(captures) ?? { kind: 'self' }
}

/** The scope captured, if the line had one. Throws `AtFault` `invalidAtSign`. */
export function readGivenScope(captures: Captures): PublicScope | SharedScope | undefined {
  if (captures['publicScope'] !== undefined) {
    return { kind: 'public' }
  }
  const atSign = readAtSign(captures, 'forAtSign')
  return atSign === undefined ? undefined : { kind: 'for', atSign }
}

/** The scope as it stands in front of a key: nothing, `:public` or `:@bob`. */
export function writeScope(scope: Scope): string {
  switch (scope.kind) {
    case 'self':
      return ''
    case 'public':
      return ':public'
    case 'for':
      return `:${scope.atSign}`
    default:
      return scope satisfies never
  }
}

/** The atSign captured under `name`, normalised. Throws `AtFault` `invalidAtSign`. */
export function readAtSign(captures: Captures, name: string): AtSign | undefined {
  const text = captures[name]
  return text === undefined ? undefined : parseAtSign(text)
}
