import { derTags, readElement, readUnsigned } from './der.ts'
import { type Bytes, encodeHex } from './encodings.ts'
import { bytesToInteger } from './integers.ts'
import { maxRsaBits, minRsaBits, rsaPublicExponent } from './limits.ts'

/** AlgorithmIdentifier { rsaEncryption, NULL }, the content of its SEQUENCE. */
const rsaEncryption = '06092a864886f70d0101010500'

/** The modulus of a public key, and its size in bytes. */
export type RsaPublicKey = { readonly modulus: bigint; readonly modulusBytes: number }

/** What the private operation needs, by the Chinese remainder theorem. */
export type RsaPrivateKey = RsaPublicKey & {
  readonly primeP: bigint
  readonly primeQ: bigint
  readonly exponentP: bigint
  readonly exponentQ: bigint
  readonly coefficient: bigint
}

/**
 * Reads X.509 SubjectPublicKeyInfo in DER; `undefined` unless it is an RSA key of 2048 to 4096 bits with
 * exponent 65537 and nothing after it. Both platforms see only keys that passed here, so they agree.
 * Requirement `crypto.rsa.size`.
 */
export function readRsaPublicKey(spki: Bytes): RsaPublicKey | undefined {
  const outer = readElement(spki, derTags.sequence)
  const algorithm = readRsaIdentifier(outer?.content)
  const bits = algorithm && readElement(algorithm, derTags.bitString)
  // The first byte of a BIT STRING counts the unused bits at its end: none, in a key.
  const key =
    bits?.content[0] === 0 ? readElement(bits.content.subarray(1), derTags.sequence) : undefined
  if (!outer || !bits || !key || outer.rest.length + bits.rest.length + key.rest.length > 0) {
    return undefined
  }
  const [modulus, exponent, ...others] = readUnsigneds(key.content) ?? []
  return others.length === 0 ? checkedPublicKey(modulus, exponent) : undefined
}

/**
 * Reads PKCS#8 PrivateKeyInfo in DER around a PKCS#1 key; `undefined` unless all its numbers belong
 * together. A key damaged in one number would sign wrongly, and a wrong RSA signature gives the key away.
 * Requirement `crypto.rsa.consistent`.
 */
export function readRsaPrivateKey(pkcs8: Bytes): RsaPrivateKey | undefined {
  const outer = readElement(pkcs8, derTags.sequence)
  const version = outer && readUnsigned(outer.content)
  const algorithm = version?.content[0] === 0 ? readRsaIdentifier(version.rest) : undefined
  // Attributes may follow the octet string: legal in PKCS#8, and of no use here.
  const octets = algorithm && readElement(algorithm, derTags.octetString)
  const key = octets && readElement(octets.content, derTags.sequence)
  if (!outer || !key || outer.rest.length + key.rest.length > 0) {
    return undefined
  }
  const numbers = readUnsigneds(key.content) ?? []
  const [kind, modulus, exponent, d, p, q, exponentP, exponentQ, coefficient] = numbers
  const shape = checkedPublicKey(modulus, exponent)
  if (kind !== 0n || numbers.length !== 9 || shape === undefined) {
    return undefined
  }
  if (!d || !p || !q || !exponentP || !exponentQ || !coefficient) {
    return undefined
  }
  const found = { ...shape, primeP: p, primeQ: q, exponentP, exponentQ, coefficient }
  return belongTogether(found, d) ? found : undefined
}

function belongTogether(key: RsaPrivateKey, d: bigint): boolean {
  const { primeP, primeQ, exponentP, exponentQ, coefficient } = key
  if (primeP < 3n || primeQ < 3n || primeP * primeQ !== key.modulus) {
    return false
  }
  return (
    inverts(exponentP, primeP) &&
    inverts(exponentQ, primeQ) &&
    inverts(d, primeP) &&
    inverts(d, primeQ) &&
    (coefficient * primeQ) % primeP === 1n
  )
}

/** Whether raising to `exponent` undoes the public exponent, modulo this prime. */
function inverts(exponent: bigint, prime: bigint): boolean {
  return (exponent * rsaPublicExponent) % (prime - 1n) === 1n
}

function readRsaIdentifier(input: Bytes | undefined): Bytes | undefined {
  const identifier = input && readElement(input, derTags.sequence)
  return identifier && encodeHex(identifier.content) === rsaEncryption ? identifier.rest : undefined
}

function readUnsigneds(input: Bytes): readonly bigint[] | undefined {
  const numbers: bigint[] = []
  let rest = input
  while (rest.length > 0) {
    const element = readUnsigned(rest)
    if (element === undefined || 8 * element.content.length > maxRsaBits) {
      return undefined
    }
    numbers.push(bytesToInteger(element.content))
    rest = element.rest
  }
  return numbers
}

function checkedPublicKey(
  modulus: bigint | undefined,
  exponent: bigint | undefined,
): RsaPublicKey | undefined {
  if (modulus === undefined || exponent !== rsaPublicExponent || modulus % 2n === 0n) {
    return undefined
  }
  const bits = modulus.toString(2).length
  return bits >= minRsaBits && bits <= maxRsaBits
    ? { modulus, modulusBytes: Math.ceil(bits / 8) }
    : undefined
}
