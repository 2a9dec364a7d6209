import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { getCACertificates } from 'node:tls'
import { maxChainLength } from './limits.ts'
import { readTrust } from './pem.ts'

/** What a certificate is shown for. */
export type Purpose = 'server' | 'client'

/** The names of these purposes inside certificates (RFC 5280, extended key usage). */
const purposeIds: Readonly<Record<Purpose, string>> = {
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
}

/** The authorities of `trust`, or those that Node itself trusts when it is `undefined`. Throws `PemError`. */
export function authorities(trust: string | undefined): readonly X509Certificate[] {
  return readTrust(trust ?? getCACertificates('default').join('\n'))
}

/**
 * Why a chain is not to be believed at `at` (epoch milliseconds), or `undefined` when it leads from the leaf to one of
 * `trusted`, every step signed by an authority, in date, and meant for the purpose. Name constraints and
 * revocation are not looked at: Node shows neither.
 */
export function distrust(question: {
  readonly leaf: X509Certificate
  readonly issuers: readonly X509Certificate[]
  readonly trusted: readonly X509Certificate[]
  readonly purpose: Purpose
  readonly at: number
}): string | undefined {
  const { leaf, issuers, trusted, purpose, at } = question
  if (!(leaf.keyUsage ?? [purposeIds[purpose]]).includes(purposeIds[purpose])) {
    return `the certificate is not meant for a ${purpose}`
  }
  let current = leaf
  for (let length = 1; length <= maxChainLength; length += 1) {
    if (at < current.validFromDate.getTime() || at > current.validToDate.getTime()) {
      return 'a certificate of the chain is out of date'
    }
    const subject = current
    if (trusted.some((anchor) => anchor.raw.equals(subject.raw))) {
      return undefined
    }
    const issuer = issuerOf(subject, trusted) ?? issuerOf(subject, issuers)
    if (issuer === undefined || issuer.raw.equals(subject.raw)) {
      return 'the chain does not lead to a trusted authority'
    }
    current = issuer
  }
  return `the chain is longer than ${maxChainLength} certificates`
}

/** The one of `candidates` that really signed a certificate, not merely bears the issuer's name. */
function issuerOf(
  subject: X509Certificate,
  candidates: readonly X509Certificate[],
): X509Certificate | undefined {
  return candidates.find(
    (issuer) => issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey),
  )
}

/** Whether a certificate names `host`: a DNS name, wildcards included, or an IP address. */
export function isFor(certificate: X509Certificate, host: string): boolean {
  return isIP(host) === 0
    ? certificate.checkHost(host) !== undefined
    : certificate.checkIP(host) !== undefined
}
