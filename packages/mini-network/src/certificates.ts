// The library asks for this import before its own: its classes are described by metadata.
import 'reflect-metadata'
import { createPrivateKey, X509Certificate as NodeCertificate, type webcrypto } from 'node:crypto'
import type { TlsIdentity } from '@atnet/transport'
import { AsnConvert } from '@peculiar/asn1-schema'
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from '@peculiar/asn1-x509'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** When a certificate is valid, in milliseconds since the epoch. */
export type Validity = { readonly fromMs: number; readonly untilMs: number }

/** What a certificate authority signs with. */
export type Authority = {
  /** Its own certificate (PEM): what clients trust. */
  readonly certificate: string
  /** Its private key (PEM). */
  readonly key: string
}

/** A name in a certificate. */
export type SubjectName = { readonly type: 'dns' | 'ip'; readonly value: string }

/** The names of this machine as it sees itself. */
export const loopbackNames: readonly SubjectName[] = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
]

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' }

/**
 * Makes a certificate authority that can speak for this machine alone: its certificate forbids any
 * other name, so trusting it opens nothing to whoever steals its key (requirement
 * `network.ca.constrained`).
 */
export async function createAuthority(options: {
  readonly commonName: string
  readonly validity: Validity
}): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${options.commonName}`,
    keys,
    signingAlgorithm,
    notBefore: new Date(options.validity.fromMs),
    notAfter: new Date(options.validity.untilMs),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new Extension(id_ce_nameConstraints, true, localNamesOnly()),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) }
}

/**
 * Has `authority` sign a certificate for a server that is a client too, as every atServer is
 * (requirement `network.ca.leaf`).
 */
export async function issueLeaf(
  authority: Authority,
  options: {
    readonly commonName: string
    readonly names: readonly SubjectName[]
    readonly validity: Validity
  },
): Promise<TlsIdentity> {
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])
  const issuer = new X509Certificate(authority.certificate)
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${options.commonName}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm,
    notBefore: new Date(options.validity.fromMs),
    notAfter: new Date(options.validity.untilMs),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([...options.names]),
      await AuthorityKeyIdentifierExtension.create(issuer),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) }
}

/**
 * Whether `key` belongs to `certificate`, and the certificate is valid until after `untilMs` and,
 * when an issuer is given, signed by it. False for anything that is not a certificate or a key.
 */
export function isGoodUntil(
  identity: { readonly certificate: string; readonly key: string },
  untilMs: number,
  issuer: Authority | undefined,
): boolean {
  try {
    const certificate = new NodeCertificate(identity.certificate)
    return (
      certificate.validToDate.getTime() > untilMs &&
      certificate.checkPrivateKey(createPrivateKey(identity.key)) &&
      (issuer === undefined ||
        certificate.verify(new NodeCertificate(issuer.certificate).publicKey))
    )
  } catch {
    return false
  }
}

function localNamesOnly(): ArrayBuffer {
  const permitted = [
    new GeneralName({ dNSName: 'localhost' }),
    new GeneralName({ iPAddress: '127.0.0.0/8' }),
    new GeneralName({ iPAddress: '::1/128' }),
  ]
  const permittedSubtrees = new GeneralSubtrees(
    permitted.map((base) => new GeneralSubtree({ base })),
  )
  return AsnConvert.serialize(new NameConstraints({ permittedSubtrees }))
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const key = PemConverter.decodeFirst(pem)
  return crypto.subtle.importKey('pkcs8', key, keyAlgorithm, false, ['sign'])
}
