import type { AtSign } from '@atnet/protocol-codec'

/** Who a connection can prove to be; the word each verb's `callers` uses. */
export type CallerKind = 'anyone' | 'peer' | 'owner' | 'enrolled'

/** Who a connection has proved to be. */
export type Caller =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'peer'; readonly atSign: AtSign }
  | { readonly kind: 'owner'; readonly via: 'cram' | 'pkam' }

/** A connection that has proved nothing. */
export const ANYONE: Caller = { kind: 'anyone' }

/**
 * The prefix under which a caller finds what was left for them: `public:` for anyone, `@bob:` for a
 * peer, the owner's own atSign for the owner (data.lookup.audience).
 */
export function audienceOf(caller: Caller, owner: AtSign): string {
  switch (caller.kind) {
    case 'anyone':
      return 'public:'
    case 'peer':
      return `${caller.atSign}:`
    case 'owner':
      return `${owner}:`
    default:
      return caller satisfies never
  }
}
