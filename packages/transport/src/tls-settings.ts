import { constants, createHash } from 'node:crypto'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { maxCachedContexts } from './limits.ts'
import type { TlsIdentity } from './network.ts'
import { readIdentity, readTrust } from './pem.ts'

/** What ALPN calls the protocol (wire.tls.alpn). */
export const alpnProtocol = 'atProtocol/1.0'

/**
 * Settings that both ends of every connection share. Throws `PemError` for an unusable identity or trust.
 */
export function tlsSettings(
  identity: TlsIdentity | undefined,
  trust: string | undefined,
): SecureContextOptions {
  if (trust !== undefined) {
    readTrust(trust)
  }
  if (identity !== undefined) {
    readIdentity(identity)
  }
  return {
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    // Without tickets every connection has its certificates verified anew, so that a changed trust counts at once.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    ...(trust === undefined ? {} : { ca: trust }),
    ...(identity === undefined ? {} : { cert: identity.certificate, key: identity.key }),
  }
}

/** Gives TLS contexts for connecting, keeping the latest few: reading a system's trust anew takes milliseconds. */
export function contextCache(): (
  identity: TlsIdentity | undefined,
  trust: string | undefined,
) => SecureContext {
  const contexts = new Map<string, SecureContext>()
  return (identity, trust) => {
    const name = fingerprint([identity?.certificate, identity?.key, trust])
    const known = contexts.get(name)
    const context = known ?? createSecureContext(tlsSettings(identity, trust))
    contexts.delete(name)
    contexts.set(name, context)
    const oldest = contexts.keys().next().value
    if (contexts.size > maxCachedContexts && oldest !== undefined) {
      contexts.delete(oldest)
    }
    return context
  }
}

function fingerprint(texts: readonly (string | undefined)[]): string {
  const hash = createHash('sha256')
  for (const text of texts) {
    hash.update(text === undefined ? '-' : `${text.length}:${text}`)
  }
  return hash.digest('base64')
}
