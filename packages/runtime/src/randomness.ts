/** Where unpredictable bytes come from: the one door to the platform's generator. */
export type Randomness = {
  /** `length` unpredictable bytes. */
  readonly bytes: (length: number) => Uint8Array
  /** A canonical lower-case UUID, version 4. */
  readonly uuid: () => string
}

/** The platform's cryptographic generator, the same in Node and in browsers. */
export const systemRandomness: Randomness = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  uuid: () => crypto.randomUUID(),
}
