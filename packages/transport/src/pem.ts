import { createPrivateKey, X509Certificate } from 'node:crypto'
import { maxPemChars, maxTrustCertificates } from './limits.ts'
import type { TlsIdentity } from './network.ts'

/** Which of the two PEM inputs is unusable; the message says why and never shows the input. */
export class PemError extends Error {
  readonly part: 'identity' | 'trust'

  constructor(part: 'identity' | 'trust', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PemError'
    this.part = part
  }
}

/** The authorities of a PEM file. Throws `PemError('trust')` when one is unreadable or there is none. */
export function readTrust(pem: string): readonly X509Certificate[] {
  const certificates = readCertificates(pem, 'trust')
  if (certificates.length === 0) {
    throw new PemError('trust', 'The trusted certificates are unusable: the PEM text contains none')
  }
  return certificates
}

/**
 * The chain of an identity, leaf first. Throws `PemError('identity')` when it is unreadable, or when
 * the key is not the leaf's (transport.identity.checked).
 */
export function readIdentity(identity: TlsIdentity): {
  readonly leaf: X509Certificate
  readonly issuers: readonly X509Certificate[]
} {
  const [leaf, ...issuers] = readCertificates(identity.certificate, 'identity')
  if (leaf === undefined) {
    throw new PemError('identity', 'The certificate is unusable: the PEM text contains none')
  }
  if (!keyBelongsTo(leaf, identity.key)) {
    throw new PemError(
      'identity',
      'The private key does not belong to the certificate: give the pair that was issued together, leaf certificate first',
    )
  }
  return { leaf, issuers }
}

function keyBelongsTo(leaf: X509Certificate, key: string): boolean {
  try {
    return leaf.checkPrivateKey(createPrivateKey(key))
  } catch (cause) {
    throw new PemError(
      'identity',
      'The private key is unreadable: give it as PEM, without a passphrase',
      { cause },
    )
  }
}

function readCertificates(pem: string, part: PemError['part']): readonly X509Certificate[] {
  if (pem.length > maxPemChars) {
    throw new PemError(part, `The PEM text is longer than ${maxPemChars} characters`)
  }
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/gu) ?? []
  if (blocks.length > maxTrustCertificates) {
    throw new PemError(part, `The PEM text holds more than ${maxTrustCertificates} certificates`)
  }
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block)
    } catch (cause) {
      const which = `certificate ${index + 1} of the PEM text`
      throw new PemError(part, `The ${which} is unreadable: give it again, unabridged`, { cause })
    }
  })
}
