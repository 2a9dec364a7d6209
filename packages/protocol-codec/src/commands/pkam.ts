/** Names of signature schemes a `pkam:` line may carry; `ed25519` is this project's extension. */
export type PkamSigningAlgo = 'rsa2048' | 'ecc_secp256r1' | 'mldsa65' | 'ed25519'

/** Names of digests a `pkam:` line may carry. */
export type PkamHashingAlgo = 'sha256' | 'sha512'

/** `pkam:`: answers the challenge with a signature. */
export type PkamCommand = {
  readonly verb: 'pkam'
  readonly signingAlgo: PkamSigningAlgo | undefined
  readonly hashingAlgo: PkamHashingAlgo | undefined
  readonly enrollmentId: string | undefined
  /** Base64 as it came; whether it decodes is for the verifier to say. */
  readonly signature: string
}
