/** Why a cryptographic operation could not be done. */
export type CryptoErrorKind =
  /** A key is not in the form the protocol gives it. */
  | 'malformedKey'
  /** The data to work on is not text, not base64, or of a wrong length. */
  | 'malformedInput'
  /** The key does not open this ciphertext. */
  | 'undecryptable'
  /** The data is larger than the protocol can carry. */
  | 'tooLarge'

/** A key or input that this package cannot work with. Its message never holds the key or the input. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError'
  readonly kind: CryptoErrorKind

  constructor(kind: CryptoErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** Why an `.atKeys` file could not be read or written. */
export type AtKeysErrorKind =
  /** Some other kind of file. */
  | 'notAtKeys'
  /** The beginning of a key file, without its end. */
  | 'truncated'
  | 'tooLarge'
  | 'fieldMissing'
  | 'fieldMalformed'
  /** A private key and the public key beside it do not belong together. */
  | 'keysMismatch'
  /** Nothing says which atSign the file belongs to. */
  | 'atSignUnknown'
  /** The file belongs to another atSign than the one asked for. */
  | 'otherAtSign'
  | 'passphraseNeeded'
  | 'passphraseRefused'
  | 'wrongPassphrase'
  /** A passphrase envelope of a version, hash or cost that is not supported. */
  | 'unsupportedEnvelope'

/** What is wrong with a key file, and what to do about it. Its message never holds a value of the file. */
export class AtKeysError extends Error {
  override readonly name = 'AtKeysError'
  readonly kind: AtKeysErrorKind
  /** The member of the file that is to blame, when one is. */
  readonly field: string | undefined

  constructor(kind: AtKeysErrorKind, message: string, options?: { readonly field?: string }) {
    super(message)
    this.kind = kind
    this.field = options?.field
  }
}
