/** A hash of the public key a value was encrypted for, and how it was made. */
export type PublicKeyHash = { readonly hash: string; readonly hashingAlgo: string }

/** What an application keeps beside a value: JSON as its `providerId` understands it. */
export type AppMetadata = Readonly<Record<string, unknown>>

/** What is stored beside a value. Times are milliseconds since the epoch; absent means not set. */
export type Metadata = {
  readonly createdBy?: string | undefined
  readonly updatedBy?: string | undefined
  readonly createdAt?: number | undefined
  readonly updatedAt?: number | undefined
  /** Derived from `ttb`. */
  readonly availableAt?: number | undefined
  /** Derived from `ttl` and `ttb`. */
  readonly expiresAt?: number | undefined
  /** Derived from `ttr`. */
  readonly refreshAt?: number | undefined
  readonly status?: string | undefined
  readonly version?: number | undefined
  /** Time to live, milliseconds. */
  readonly ttl?: number | undefined
  /** Time to birth, milliseconds. */
  readonly ttb?: number | undefined
  /** Time to refresh of cached copies, seconds; -1 for never. */
  readonly ttr?: number | undefined
  /** Whether deleting the value deletes cached copies. */
  readonly ccd?: boolean | undefined
  readonly isBinary?: boolean | undefined
  readonly isEncrypted?: boolean | undefined
  readonly dataSignature?: string | undefined
  readonly sharedKeyEnc?: string | undefined
  readonly pubKeyCS?: string | undefined
  readonly pubKeyHash?: PublicKeyHash | undefined
  readonly encoding?: string | undefined
  readonly encKeyName?: string | undefined
  readonly encAlgo?: string | undefined
  readonly ivNonce?: string | undefined
  readonly skeEncKeyName?: string | undefined
  readonly skeEncAlgo?: string | undefined
  readonly immutable?: boolean | undefined
  readonly appMetadata?: AppMetadata | undefined
}

/** What a client may ask for in a command's metadata fragment: tokens as typed. */
export type MetadataRequest = {
  readonly ttl?: number | undefined
  readonly ttb?: number | undefined
  readonly ttr?: number | undefined
  readonly ccd?: boolean | undefined
  /** Milliseconds since the epoch, as are the next three. */
  readonly createdAt?: number | undefined
  readonly updatedAt?: number | undefined
  readonly expiresAt?: number | undefined
  readonly availableAt?: number | undefined
  readonly dataSignature?: string | undefined
  /** Accepted for old clients and dropped by servers. */
  readonly sharedKeyStatus?: string | undefined
  readonly isBinary?: boolean | undefined
  readonly isEncrypted?: boolean | undefined
  readonly sharedKeyEnc?: string | undefined
  readonly pubKeyCS?: string | undefined
  readonly pubKeyHash?: string | undefined
  readonly hashingAlgo?: string | undefined
  readonly encoding?: string | undefined
  readonly encKeyName?: string | undefined
  readonly encAlgo?: string | undefined
  readonly ivNonce?: string | undefined
  readonly skeEncKeyName?: string | undefined
  readonly skeEncAlgo?: string | undefined
  readonly immutable?: boolean | undefined
  /** Base64 of a JSON object. */
  readonly appMetadata?: string | undefined
}

/** How a stored field is written: typed in `meta` and `all`, as a string in `sync`. */
export type MetadataKind = 'text' | 'integer' | 'flag' | 'time' | 'hash' | 'object'

/** One stored field: its JSON name and what it holds. */
export type MetadataField = { readonly name: keyof Metadata; readonly kind: MetadataKind }

/**
 * The stored fields in the order every rendering must have.
 * Requirement `data.metadata.order`.
 */
export const METADATA_FIELDS: readonly MetadataField[] = [
  { name: 'createdBy', kind: 'text' },
  { name: 'updatedBy', kind: 'text' },
  { name: 'createdAt', kind: 'time' },
  { name: 'updatedAt', kind: 'time' },
  { name: 'availableAt', kind: 'time' },
  { name: 'expiresAt', kind: 'time' },
  { name: 'refreshAt', kind: 'time' },
  { name: 'status', kind: 'text' },
  { name: 'version', kind: 'integer' },
  { name: 'ttl', kind: 'integer' },
  { name: 'ttb', kind: 'integer' },
  { name: 'ttr', kind: 'integer' },
  { name: 'ccd', kind: 'flag' },
  { name: 'isBinary', kind: 'flag' },
  { name: 'isEncrypted', kind: 'flag' },
  { name: 'dataSignature', kind: 'text' },
  { name: 'sharedKeyEnc', kind: 'text' },
  { name: 'pubKeyCS', kind: 'text' },
  { name: 'pubKeyHash', kind: 'hash' },
  { name: 'encoding', kind: 'text' },
  { name: 'encKeyName', kind: 'text' },
  { name: 'encAlgo', kind: 'text' },
  { name: 'ivNonce', kind: 'text' },
  { name: 'skeEncKeyName', kind: 'text' },
  { name: 'skeEncAlgo', kind: 'text' },
  { name: 'immutable', kind: 'flag' },
  { name: 'appMetadata', kind: 'object' },
]

/** How a tag's value is spelt: `-?\d+`, true/false, ISO time ending in Z, or no `:`, `@`, blank. */
export type FragmentKind = 'integer' | 'flag' | 'time' | 'token'

/** One tag of the fragment: its spelling on the wire, the field it fills and its value's form. */
export type FragmentTag = {
  readonly tag: string
  readonly name: keyof MetadataRequest
  readonly kind: FragmentKind
}

/**
 * The tags of a command's metadata fragment, `:<tag>:<value>` each optional, in the only order
 * servers accept. Requirement `data.fragment.order`.
 */
export const FRAGMENT_TAGS: readonly FragmentTag[] = [
  { tag: 'ttl', name: 'ttl', kind: 'integer' },
  { tag: 'ttb', name: 'ttb', kind: 'integer' },
  { tag: 'ttr', name: 'ttr', kind: 'integer' },
  { tag: 'ccd', name: 'ccd', kind: 'flag' },
  { tag: 'cAt', name: 'createdAt', kind: 'time' },
  { tag: 'uAt', name: 'updatedAt', kind: 'time' },
  { tag: 'eAt', name: 'expiresAt', kind: 'time' },
  { tag: 'aAt', name: 'availableAt', kind: 'time' },
  { tag: 'dataSignature', name: 'dataSignature', kind: 'token' },
  { tag: 'sharedKeyStatus', name: 'sharedKeyStatus', kind: 'token' },
  { tag: 'isBinary', name: 'isBinary', kind: 'flag' },
  { tag: 'isEncrypted', name: 'isEncrypted', kind: 'flag' },
  { tag: 'sharedKeyEnc', name: 'sharedKeyEnc', kind: 'token' },
  { tag: 'pubKeyCS', name: 'pubKeyCS', kind: 'token' },
  { tag: 'pubKeyHash', name: 'pubKeyHash', kind: 'token' },
  { tag: 'hashingAlgo', name: 'hashingAlgo', kind: 'token' },
  { tag: 'encoding', name: 'encoding', kind: 'token' },
  { tag: 'encKeyName', name: 'encKeyName', kind: 'token' },
  { tag: 'encAlgo', name: 'encAlgo', kind: 'token' },
  { tag: 'ivNonce', name: 'ivNonce', kind: 'token' },
  { tag: 'skeEncKeyName', name: 'skeEncKeyName', kind: 'token' },
  { tag: 'skeEncAlgo', name: 'skeEncAlgo', kind: 'token' },
  { tag: 'immutable', name: 'immutable', kind: 'flag' },
  { tag: 'appMetadata', name: 'appMetadata', kind: 'token' },
]
