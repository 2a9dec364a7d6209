import { platform } from '#platform'
import { decryptAes, encryptAes } from '../aes.ts'
import { decodeBase64, encodeBase64 } from '../base64.ts'
import { encodeUtf8 } from '../encodings.ts'
import { AtKeysError, CryptoError } from '../errors.ts'
import {
  maxKdfIterations,
  maxKdfMemoryKib,
  maxKdfParallelism,
  maxKdfWorkKib,
  maxPassphraseChars,
  maxSaltBytes,
  minLegacyPassphraseChars,
  minSaltBytes,
} from '../limits.ts'
import type { Argon2Costs } from '../platform/types.ts'
import { generateIv } from '../secrets.ts'
import { isObject, type JsonObject, requiredMember, textMember } from './document.ts'

/** How a passphrase becomes the key of an envelope. */
type Derivation = { readonly salt: Uint8Array; readonly costs: Argon2Costs }

/** The costs of the legacy envelope, which does not record them. */
const legacyCosts: Argon2Costs = { memoryKib: 10_000, iterations: 2, parallelism: 2 }

/** The costs of envelopes we write: what OWASP asks of Argon2id at least, and every client affords. */
const currentCosts: Argon2Costs = { memoryKib: 19_456, iterations: 2, parallelism: 1 }

/** Whether a parsed key file is an envelope around another one. Requirement `atkeys.envelope.detect`. */
export function isEnvelope(object: JsonObject): boolean {
  return Object.hasOwn(object, 'iv')
}

/**
 * The text inside a passphrase envelope, legacy or version 1. Throws `AtKeysError`: `passphraseNeeded`,
 * `passphraseRefused`, `unsupportedEnvelope`, `fieldMissing`, `fieldMalformed`, `wrongPassphrase`. The
 * cipher has no integrity check, so damage to the content may also read as a wrong passphrase.
 * Requirement `atkeys.envelope.open`.
 */
export async function openEnvelope(
  envelope: JsonObject,
  passphrase: string | undefined,
): Promise<string> {
  const content = requiredMember(envelope, 'content')
  const iv = bytesMember(envelope, 'iv', { atLeast: 16, atMost: 16 })
  const derivation = derivationOf(envelope, checkedPassphrase(passphrase))
  const key = await deriveKey(checkedPassphrase(passphrase), derivation)
  try {
    return await decryptAes(content, key, iv)
  } catch (error) {
    if (error instanceof CryptoError && error.kind === 'undecryptable') {
      throw wrongPassphrase()
    }
    throw error
  }
}

/**
 * Seals the text of a key file under a passphrase: envelope version 1, or the legacy form 0 that older
 * tools can open. Throws `AtKeysError` `passphraseNeeded` or `passphraseRefused`.
 * Requirement `atkeys.envelope.v1`.
 */
export async function sealEnvelope(
  text: string,
  options: { readonly passphrase: string | undefined; readonly envelope: 0 | 1 },
): Promise<string> {
  const passphrase = checkedPassphrase(options.passphrase)
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const derivation =
    options.envelope === 0 ? legacyDerivation(passphrase) : { salt, costs: currentCosts }
  const iv = generateIv()
  const content = await encryptAes(text, await deriveKey(passphrase, derivation), iv)
  const legacy = { content, iv: encodeBase64(iv), hashingAlgoType: 'argon2id' }
  if (options.envelope === 0) {
    return JSON.stringify(legacy)
  }
  const { memoryKib: memory, iterations, parallelism } = currentCosts
  const kdfParams = { memory, iterations, parallelism }
  return JSON.stringify({ v: 1, ...legacy, salt: encodeBase64(salt), kdfParams })
}

/** What every failure after the key derivation means to the person at the keyboard. */
export function wrongPassphrase(): AtKeysError {
  return new AtKeysError('wrongPassphrase', 'The passphrase does not open this .atKeys file')
}

function checkedPassphrase(passphrase: string | undefined): string {
  if (passphrase === undefined || passphrase === '') {
    throw new AtKeysError('passphraseNeeded', 'The .atKeys file needs its passphrase')
  }
  if (passphrase.length > maxPassphraseChars || encodeUtf8(passphrase) === undefined) {
    const limit = `a passphrase is text of at most ${maxPassphraseChars} characters`
    throw new AtKeysError('passphraseRefused', `The passphrase cannot be used: ${limit}`)
  }
  return passphrase
}

function derivationOf(envelope: JsonObject, passphrase: string): Derivation {
  const version = envelope['v']
  const hashing = textMember(envelope, 'hashingAlgoType')
  if (version !== undefined && version !== 1) {
    throw unsupported('v', 'is of a version that this program does not know; use a newer one')
  }
  // Only the legacy form lets its one working hash go without saying.
  if (hashing !== 'argon2id' && (version === 1 || hashing !== undefined)) {
    throw unsupported('hashingAlgoType', 'is not argon2id; write the file again with a newer tool')
  }
  if (version === undefined) {
    return legacyDerivation(passphrase)
  }
  const salt = bytesMember(envelope, 'salt', { atLeast: minSaltBytes, atMost: maxSaltBytes })
  return { salt, costs: costsOf(envelope) }
}

/**
 * The legacy salt is the passphrase itself, the low byte of each UTF-16 code unit.
 * Requirement `atkeys.envelope.legacy`.
 */
function legacyDerivation(passphrase: string): Derivation {
  if (passphrase.length < minLegacyPassphraseChars) {
    const least = `at least ${minLegacyPassphraseChars} characters`
    throw new AtKeysError(
      'passphraseRefused',
      `A legacy envelope needs a passphrase of ${least}: choose a longer one, or open it with the tool that made it`,
    )
  }
  const salt = Uint8Array.from({ length: passphrase.length }, (_, at) => passphrase.charCodeAt(at))
  return { salt, costs: legacyCosts }
}

function costsOf(envelope: JsonObject): Argon2Costs {
  const parameters = envelope['kdfParams']
  const members = isObject(parameters) ? parameters : {}
  const memoryKib = integerMember(members, 'memory', maxKdfMemoryKib)
  const iterations = integerMember(members, 'iterations', maxKdfIterations)
  const parallelism = integerMember(members, 'parallelism', maxKdfParallelism)
  // Eight blocks to a lane is the least that Argon2 is defined for.
  if (memoryKib < 8 * parallelism || memoryKib * iterations > maxKdfWorkKib) {
    throw unsupported('kdfParams', 'asks for less memory than its lanes need, or for too much work')
  }
  return { memoryKib, iterations, parallelism }
}

function integerMember(parameters: JsonObject, name: string, atMost: number): number {
  const value = parameters[name]
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > atMost) {
    throw unsupported('kdfParams', `has no ${name} between 1 and ${atMost}`)
  }
  return value
}

function bytesMember(
  envelope: JsonObject,
  field: string,
  length: { readonly atLeast: number; readonly atMost: number },
): Uint8Array {
  const bytes = decodeBase64(requiredMember(envelope, field))
  if (bytes === undefined || bytes.length < length.atLeast || bytes.length > length.atMost) {
    throw new AtKeysError('fieldMalformed', `${field} in the .atKeys file is damaged`, { field })
  }
  return bytes
}

async function deriveKey(passphrase: string, { salt, costs }: Derivation): Promise<string> {
  const password = new TextEncoder().encode(passphrase)
  return encodeBase64(await platform.argon2id({ password, salt: Uint8Array.from(salt), costs }))
}

function unsupported(field: string, what: string): AtKeysError {
  return new AtKeysError('unsupportedEnvelope', `${field} of the .atKeys envelope ${what}`, {
    field,
  })
}
