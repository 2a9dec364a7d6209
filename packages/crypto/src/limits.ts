/**
 * The largest text that is signed, verified, encrypted or decrypted, in bytes: a protocol line holds no
 * more, so anything longer cannot have come from, or go to, an atServer.
 * Requirement `crypto.bounds`.
 */
export const maxMessageBytes = 10_240_000

/**
 * The longest key or signature text that is decoded, in characters. The longest legitimate one is an
 * ML-DSA-65 private key (5,376 characters).
 * Requirement `crypto.bounds`.
 */
export const maxKeyTextChars = 8192

/** RSA below 2048 bits is breakable, and every atServer issues 2048. Requirement `crypto.rsa.size`. */
export const minRsaBits = 2048

/** RSA work grows with the cube of the size: 4096 bits is what cautious people use. Requirement `crypto.rsa.size`. */
export const maxRsaBits = 4096

/** The one public exponent in the protocol; readers of key files assume it. Requirement `crypto.rsa.size`. */
export const rsaPublicExponent = 65_537n

/**
 * The longest `.atKeys` text that is parsed, in characters. Typed documents with many keys reach tens of
 * kilobytes; a mebibyte is not a key file.
 * Requirement `atkeys.bounds`.
 */
export const maxAtKeysChars = 1_048_576

/**
 * The largest flat `.atKeys` file that is written, in bytes: one deployed reader has a buffer of 8192.
 * Requirement `atkeys.write.size`.
 */
export const maxFlatAtKeysBytes = 8191

/**
 * How deep the members of an `.atKeys` file may nest. Typed documents use five levels; the bound keeps
 * recursion on a hostile file shallow.
 * Requirement `atkeys.bounds`.
 */
export const maxAtKeysDepth = 32

/** The longest passphrase, in UTF-16 code units: longer than anyone types. Requirement `atkeys.bounds`. */
export const maxPassphraseChars = 1024

/**
 * The shortest passphrase of a legacy envelope, in UTF-16 code units: there the passphrase is the salt
 * too, and every Argon2 library asks for a salt of at least 8 bytes.
 * Requirement `atkeys.envelope.legacy`.
 */
export const minLegacyPassphraseChars = 8

/** Salts of an envelope, in bytes: ours are 16, Argon2 itself asks for 8. Requirement `atkeys.envelope.v1`. */
export const minSaltBytes = 8

/** No program writes a longer salt than this, in bytes. Requirement `atkeys.bounds`. */
export const maxSaltBytes = 64

/** The most memory a key file may ask Argon2 for, in KiB (1 GiB). Requirement `atkeys.bounds`. */
export const maxKdfMemoryKib = 1_048_576

/** The most passes a key file may ask Argon2 for. Requirement `atkeys.bounds`. */
export const maxKdfIterations = 64

/** The most lanes a key file may ask Argon2 for. Requirement `atkeys.bounds`. */
export const maxKdfParallelism = 16

/**
 * Memory × passes that a key file may ask for, in KiB: four passes over 1 GiB, some seconds of work.
 * Each factor alone could be at its bound and together take minutes.
 * Requirement `atkeys.bounds`.
 */
export const maxKdfWorkKib = 4_194_304
