import { maxRandomBytesPerCall } from './limits.ts'

/** Where unpredictable bytes come from: the one door to the platform's generator. */
export type Randomness = {
  /** `length` unpredictable bytes, any number of them. Throws a `RangeError` when it is no length. */
  readonly bytes: (length: number) => Uint8Array
  /** A canonical lower-case UUID, version 4. */
  readonly uuid: () => string
}

/** The platform's cryptographic generator, the same in Node and in browsers. */
export const systemRandomness: Randomness = {
  bytes: randomBytes,
  uuid: () => crypto.randomUUID(),
}

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += maxRandomBytesPerCall) {
    crypto.getRandomValues(bytes.subarray(at, at + maxRandomBytesPerCall))
  }
  return bytes
}
