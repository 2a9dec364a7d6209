// The namespace, because older releases have no `argon2` to import by name.
import * as nodeCrypto from 'node:crypto'
import { constants, createCipheriv, createHash, privateDecrypt, publicEncrypt } from 'node:crypto'
import { nativeEd25519, nativeMldsa65, nativeP256, nativeRsa } from './node-signatures.ts'
import { portableArgon2id } from './portable-argon2id.ts'
import type { Platform } from './types.ts'

/** Cryptography of Node, by OpenSSL wherever this release has it. Requirement `crypto.platforms.agree`. */
export const platform: Platform = {
  schemes: {
    rsa2048: nativeRsa,
    ecc_secp256r1: nativeP256,
    mldsa65: nativeMldsa65,
    ed25519: nativeEd25519,
  },
  digest: (algorithm, data) => createHash(algorithm).update(data).digest(),
  aesCtr: async ({ key, counter, data }) =>
    // A stream cipher has nothing left to say at the end, so `final` is empty.
    createCipheriv('aes-256-ctr', key, counter).update(data),
  rsaEncrypt: async ({ publicKey, message }) =>
    publicEncrypt(
      {
        key: nodeCrypto.createPublicKey({
          key: Buffer.from(publicKey),
          format: 'der',
          type: 'spki',
        }),
        padding: constants.RSA_PKCS1_PADDING,
      },
      message,
    ),
  rsaDecryptRaw: async ({ privateKey, block }) =>
    // Node refuses RSA_PKCS1_PADDING here on some releases and answers bad blocks with noise on others.
    privateDecrypt(
      {
        key: nodeCrypto.createPrivateKey({
          key: Buffer.from(privateKey),
          format: 'der',
          type: 'pkcs8',
        }),
        padding: constants.RSA_NO_PADDING,
      },
      block,
    ),
  argon2id: async (request) =>
    typeof nodeCrypto.argon2 === 'function' ? nativeArgon2id(request) : portableArgon2id(request),
}

function nativeArgon2id({
  password,
  salt,
  costs,
}: Parameters<Platform['argon2id']>[0]): ReturnType<Platform['argon2id']> {
  const parameters = {
    message: password,
    nonce: salt,
    memory: costs.memoryKib,
    passes: costs.iterations,
    parallelism: costs.parallelism,
    tagLength: 32,
  }
  return new Promise((resolve, reject) => {
    nodeCrypto.argon2('argon2id', parameters, (error, key) => {
      if (error) {
        reject(error)
      } else {
        resolve(key)
      }
    })
  })
}
