import type { HashingAlgorithm, SigningAlgorithm } from '../algorithms.ts'
import type { Bytes } from '../encodings.ts'

/** A key pair in raw bytes, as `KEY_FORMS` reads and writes them. */
export type RawKeyPair = { readonly publicKey: Bytes; readonly privateKey: Bytes }

/** A message to sign; `hashing` matters to RSA only. */
export type RawSigning = {
  readonly privateKey: Bytes
  readonly message: Bytes
  readonly hashing: HashingAlgorithm
}

/** A signature to check; `hashing` matters to RSA only. */
export type RawVerification = {
  readonly publicKey: Bytes
  readonly message: Bytes
  readonly signature: Bytes
  readonly hashing: HashingAlgorithm
}

/** One signature algorithm on raw bytes. */
export type SignatureScheme = {
  readonly generate: () => Promise<RawKeyPair>
  /** Throws `CryptoError` (`malformedKey`) for bytes of the right shape that are no key after all. */
  readonly sign: (request: RawSigning) => Promise<Bytes>
  /** `false` for bytes of the right shape that are no key or no signature after all. */
  readonly verify: (request: RawVerification) => Promise<boolean>
}

/** Costs of Argon2id. */
export type Argon2Costs = {
  readonly memoryKib: number
  readonly iterations: number
  readonly parallelism: number
}

/**
 * What the cryptography of one platform does. Two implementations give the same answers: `node.ts` on
 * `node:crypto`, and `portable.ts` on WebCrypto, noble and BigInt. Keys come here only after `KEY_FORMS`
 * has accepted them.
 * Requirement `crypto.platforms.agree`.
 */
export type Platform = {
  readonly schemes: Readonly<Record<SigningAlgorithm, SignatureScheme>>
  readonly digest: (algorithm: HashingAlgorithm | 'md5', data: Bytes) => Bytes
  /** AES-256-CTR, which is its own inverse; the counter is the whole block. */
  readonly aesCtr: (request: {
    readonly key: Bytes
    readonly counter: Bytes
    readonly data: Bytes
  }) => Promise<Bytes>
  /** RSAES-PKCS1-v1_5 under an SPKI key. */
  readonly rsaEncrypt: (request: {
    readonly publicKey: Bytes
    readonly message: Bytes
  }) => Promise<Bytes>
  /** The bare private operation, padding still on; the block is as long as the modulus and below it. */
  readonly rsaDecryptRaw: (request: {
    readonly privateKey: Bytes
    readonly block: Bytes
  }) => Promise<Bytes>
  /** Argon2id version 1.3, 32 bytes. */
  readonly argon2id: (request: {
    readonly password: Bytes
    readonly salt: Bytes
    readonly costs: Argon2Costs
  }) => Promise<Bytes>
}
