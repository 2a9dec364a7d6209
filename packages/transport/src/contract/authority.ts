import 'reflect-metadata'
import type { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import { systemClock, systemRandomness } from '@atnet/runtime'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { TlsIdentity } from '../network.ts'

/** What a test certificate says. */
export type LeafOptions = {
  /** DNS names and IP addresses, all of them alternative names; the first is the common name, too. */
  readonly names: readonly string[]
  /** From when it is valid; an hour ago by default. */
  readonly notBefore?: Date
  /** Until when; in a day by default. */
  readonly notAfter?: Date
  /** Good for servers only, not for clients: what public authorities have begun to issue. */
  readonly serverOnly?: boolean
}

/** A certificate authority for tests: made on the spot, its key never leaves memory. */
export type TestAuthority = {
  /** Its own certificate, PEM: what others put into their trust. */
  readonly certificate: string
  /** Issues a leaf; the identity's chain holds the intermediate authorities, if there are any. */
  readonly issue: (options: LeafOptions) => Promise<TlsIdentity>
  /** Makes an authority below this one. */
  readonly intermediate: (name: string) => Promise<TestAuthority>
  /** Abuses a leaf's key to sign another leaf, as a thief would. */
  readonly issueBelowLeaf: (options: LeafOptions) => Promise<TlsIdentity>
}

type KeyPair = webcrypto.CryptoKeyPair
type Signer = { readonly certificate: X509Certificate; readonly keys: KeyPair }

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Makes a self-signed test authority. */
export async function testAuthority(name: string): Promise<TestAuthority> {
  const keys = await generateKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    ...validity({}),
    signingAlgorithm: algorithm,
    keys,
    serialNumber: serial(),
    extensions: [...authorityExtensions()],
  })
  return authority({ certificate, keys }, [])
}

function authority(signer: Signer, chain: readonly X509Certificate[]): TestAuthority {
  async function issue(options: LeafOptions): Promise<TlsIdentity> {
    return exported(await signLeaf(signer, options), chain)
  }
  return {
    certificate: signer.certificate.toString('pem'),
    issue,
    intermediate: async (name) => {
      const keys = await generateKeys()
      const certificate = await sign(signer, {
        subject: `CN=${name}`,
        keys,
        extensions: authorityExtensions(),
      })
      return authority({ certificate, keys }, [certificate, ...chain])
    },
    issueBelowLeaf: async (options) => {
      const thief = await signLeaf(signer, { names: ['thief.test'] })
      return exported(await signLeaf(thief, options), [thief.certificate, ...chain])
    },
  }
}

async function signLeaf(signer: Signer, options: LeafOptions): Promise<Signer> {
  const keys = await generateKeys()
  const names = options.names.map((value) => ({
    type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const),
    value,
  }))
  const usages =
    options.serverOnly === true
      ? [ExtendedKeyUsage.serverAuth]
      : [ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]
  const certificate = await sign(signer, {
    subject: `CN=${options.names[0] ?? 'nobody'}`,
    keys,
    ...options,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(usages),
      new SubjectAlternativeNameExtension(names),
    ],
  })
  return { certificate, keys }
}

function sign(
  signer: Signer,
  what: {
    readonly subject: string
    readonly keys: KeyPair
    readonly notBefore?: Date
    readonly notAfter?: Date
    readonly extensions: readonly Extension[]
  },
): Promise<X509Certificate> {
  return X509CertificateGenerator.create({
    subject: what.subject,
    issuer: signer.certificate.subject,
    ...validity(what),
    signingAlgorithm: algorithm,
    publicKey: what.keys.publicKey,
    signingKey: signer.keys.privateKey,
    serialNumber: serial(),
    extensions: [...what.extensions],
  })
}

function authorityExtensions(): readonly Extension[] {
  return [
    new BasicConstraintsExtension(true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ]
}

function validity(of: { readonly notBefore?: Date; readonly notAfter?: Date }): {
  readonly notBefore: Date
  readonly notAfter: Date
} {
  const now = systemClock.now()
  return {
    notBefore: of.notBefore ?? new Date(now - hourMs),
    notAfter: of.notAfter ?? new Date(now + dayMs),
  }
}

/** A positive serial number: its first byte stays below 128. */
function serial(): string {
  return `01${systemRandomness.uuid().replaceAll('-', '')}`
}

function generateKeys(): Promise<KeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

async function exported(
  { certificate, keys }: Signer,
  issuers: readonly X509Certificate[],
): Promise<TlsIdentity> {
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    certificate: [certificate, ...issuers].map((each) => each.toString('pem')).join('\n'),
    key: PemConverter.encode(key, 'PRIVATE KEY'),
  }
}
