import { type AtSign, canonicalKey, type Scope } from '@atnet/protocol-codec'

/** A record as commands address it: in parts. */
export type RecordAddress = {
  readonly cached?: boolean
  readonly scope: Scope
  readonly key: string
  readonly atSign: AtSign | undefined
}

/** The stored name of the record that a command addresses (data.key.canonical). */
export function recordName({ cached = false, scope, key, atSign }: RecordAddress): string {
  const prefix = cached ? 'cached:' : ''
  return canonicalKey(`${prefix}${audience(scope)}${key}${atSign ?? ''}`)
}

function audience(scope: Scope): string {
  switch (scope.kind) {
    case 'self':
      return ''
    case 'public':
      return 'public:'
    case 'for':
      return `${scope.atSign}:`
    default:
      return scope satisfies never
  }
}
