import type { AtSign } from '../at-sign.ts'

/** For whom a record is meant: its owner, everybody, or one other atSign. Serves `wire.scope`. */
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
