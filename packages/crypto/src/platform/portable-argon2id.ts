import type { Platform } from './types.ts'

/** Argon2id in WebAssembly, loaded when first used. Requirement `atkeys.envelope.v1`. */
export async function portableArgon2id({
  password,
  salt,
  costs,
}: Parameters<Platform['argon2id']>[0]): ReturnType<Platform['argon2id']> {
  const { argon2id } = await import('hash-wasm')
  const key = await argon2id({
    password,
    salt,
    iterations: costs.iterations,
    parallelism: costs.parallelism,
    memorySize: costs.memoryKib,
    hashLength: 32,
    outputType: 'binary',
  })
  return Uint8Array.from(key)
}
