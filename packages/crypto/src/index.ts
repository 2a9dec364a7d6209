export { decryptAes, encryptAes } from './aes.ts'
export {
  algorithmOf,
  type HashingAlgorithm,
  type KeyPair,
  type SigningAlgorithm,
} from './algorithms.ts'
export type { AtKeys } from './at-keys/document.ts'
export { type ReadAtKeysOptions, readAtKeys } from './at-keys/read.ts'
export { type WriteAtKeysOptions, writeAtKeys } from './at-keys/write.ts'
export { decodeBase2e15, encodeBase2e15 } from './base2e15.ts'
export { cramDigest } from './cram.ts'
export { AtKeysError, type AtKeysErrorKind, CryptoError, type CryptoErrorKind } from './errors.ts'
export { unwrapKey, wrapKey } from './key-wrapping.ts'
export { publicKeyChecksum, publicKeyHash } from './public-key-digests.ts'
export { publicKeyFlaw } from './public-key-flaw.ts'
export { equalConstantTime, generateAesKey, generateIv } from './secrets.ts'
export {
  generateKeyPair,
  isMatchingPair,
  type SignRequest,
  sign,
  type VerifyRequest,
  verify,
} from './signatures.ts'
