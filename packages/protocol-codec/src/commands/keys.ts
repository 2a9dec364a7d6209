/** Whom a key kept through `keys:` is meant for. */
export type KeyVisibility = 'public' | 'private' | 'self'

/** `keys:`: stores, reads or removes a key of the caller's enrollment. */
export type KeysCommand = {
  readonly verb: 'keys'
  readonly operation: 'put' | 'get' | 'delete'
  readonly visibility: KeyVisibility | undefined
  readonly namespace: string | undefined
  readonly appName: string | undefined
  readonly deviceName: string | undefined
  readonly keyType: string | undefined
  readonly encryptionKeyName: string | undefined
  readonly keyName: string | undefined
  readonly value: string | undefined
}
