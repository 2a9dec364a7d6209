import { md5 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { portableArgon2id } from './portable-argon2id.ts'
import { portableEd25519 } from './portable-ed25519.ts'
import { portableMldsa65 } from './portable-mldsa65.ts'
import { portableP256 } from './portable-p256.ts'
import { portableRsa, portableRsaDecryptRaw, portableRsaEncrypt } from './portable-rsa.ts'
import type { Platform } from './types.ts'

const digests = { md5, sha256, sha512 }

/**
 * Cryptography of browsers, and of whatever else has WebCrypto but no `node:crypto`.
 * Requirement `crypto.platforms.agree`.
 */
export const platform: Platform = {
  schemes: {
    rsa2048: portableRsa,
    ecc_secp256r1: portableP256,
    mldsa65: portableMldsa65,
    ed25519: portableEd25519,
  },
  digest: (algorithm, data) => digests[algorithm](data),
  async aesCtr({ key, counter, data }) {
    const imported = await crypto.subtle.importKey('raw', key, 'AES-CTR', false, ['encrypt'])
    // `length` is how many bits of the block count: all of them, else a carry is lost.
    const parameters = { name: 'AES-CTR', counter, length: 128 }
    return new Uint8Array(await crypto.subtle.encrypt(parameters, imported, data))
  },
  rsaEncrypt: portableRsaEncrypt,
  rsaDecryptRaw: portableRsaDecryptRaw,
  argon2id: portableArgon2id,
}
