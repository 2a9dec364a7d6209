import { platform } from '#platform'
import {
  algorithmOf,
  type HashingAlgorithm,
  KEY_FORMS,
  type KeyPair,
  type SigningAlgorithm,
} from './algorithms.ts'
import { CryptoError } from './errors.ts'
import { encodeMessage } from './messages.ts'

/** What to sign, with what. `hashing` is for RSA (default `sha256`); the other algorithms fix their own. */
export type SignRequest = {
  readonly algorithm: SigningAlgorithm
  readonly hashing?: HashingAlgorithm | undefined
  readonly privateKey: string
  readonly message: string
}

/** What to check. `hashing` is for RSA (default `sha256`); the other algorithms fix their own. */
export type VerifyRequest = {
  readonly algorithm: SigningAlgorithm
  readonly hashing?: HashingAlgorithm | undefined
  readonly publicKey: string
  readonly message: string
  readonly signature: string
}

/**
 * A new key pair from the platform's own randomness, in the protocol's texts. RSA keys have 2048 bits.
 * Requirement `crypto.algorithms`.
 */
export async function generateKeyPair(algorithm: SigningAlgorithm): Promise<KeyPair> {
  const { publicKey, privateKey } = await platform.schemes[algorithm].generate()
  const form = KEY_FORMS[algorithm]
  return {
    algorithm,
    publicKey: form.publicKey.write(publicKey),
    privateKey: form.privateKey.write(privateKey),
  }
}

/**
 * Signs the UTF-8 of a message and gives the text that goes on the wire. Throws `CryptoError`:
 * `malformedKey` when the private key is not one of that algorithm, `malformedInput` when the message is
 * not well-formed text, `tooLarge` when it is longer than a protocol line.
 * Requirement `crypto.sign`.
 */
export async function sign(request: SignRequest): Promise<string> {
  const form = KEY_FORMS[request.algorithm]
  const privateKey = form.privateKey.read(request.privateKey)
  if (privateKey === undefined) {
    throw new CryptoError('malformedKey', `This is not a ${request.algorithm} private key`)
  }
  const message = encodeMessage(request.message)
  if (message instanceof CryptoError) {
    throw message
  }
  const hashing = request.hashing ?? 'sha256'
  return form.signature.write(
    await platform.schemes[request.algorithm].sign({ privateKey, message, hashing }),
  )
}

/**
 * Whether the signature of a message was made with the private key that belongs to `publicKey`. `false`,
 * never an error, for a key, signature or message that is malformed, absurdly long or of another algorithm.
 * Requirement `crypto.verify.total`.
 */
export async function verify(request: VerifyRequest): Promise<boolean> {
  const form = KEY_FORMS[request.algorithm]
  const publicKey = form.publicKey.read(request.publicKey)
  const signature = publicKey && form.signature.read(request.signature)
  if (publicKey === undefined || signature === undefined) {
    return false
  }
  const message = encodeMessage(request.message)
  if (message instanceof CryptoError) {
    return false
  }
  const hashing = request.hashing ?? 'sha256'
  return platform.schemes[request.algorithm].verify({ publicKey, message, signature, hashing })
}

/**
 * Whether the two halves of a pair belong together and to its algorithm, found by signing with one and
 * verifying with the other. Never throws for malformed keys.
 * Requirement `crypto.pair.matches`.
 */
export async function isMatchingPair(pair: KeyPair): Promise<boolean> {
  const { algorithm, publicKey, privateKey } = pair
  if (
    algorithmOf(publicKey) !== algorithm ||
    KEY_FORMS[algorithm].privateKey.read(privateKey) === undefined
  ) {
    return false
  }
  const message = 'Do these two keys belong together?'
  const signature = await sign({ algorithm, privateKey, message })
  return verify({ algorithm, publicKey, message, signature })
}
