import type { X509Certificate } from 'node:crypto'
import type { PeerCertificate } from './byte-stream.ts'

/** Reads what the protocol compares out of a certificate (wire.mtls.names). */
export function peerCertificate(certificate: X509Certificate): PeerCertificate {
  const fields = subjectFields(certificate)
  const commonNames = fields.filter(([name]) => name === 'CN')
  return {
    subject: fields.map(([name, value]) => `/${name}=${value}`).join(''),
    commonName: commonNames.length === 1 ? commonNames[0]?.[1] : undefined,
    names: alternativeNames(certificate.subjectAltName ?? ''),
  }
}

/** Node prints one field a line, `CN=alice.example`; line feeds and other oddities in a value come escaped. */
function subjectFields(certificate: X509Certificate): readonly (readonly [string, string])[] {
  return certificate.subject.split('\n').flatMap((line) => {
    const at = line.indexOf('=')
    return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const]
  })
}

/**
 * The DNS names and addresses of a list such as `DNS:a.example, IP Address:::1`. Names with odd characters come
 * as quoted strings: they are stepped over whole, so that no part of one is taken for another name.
 */
function alternativeNames(list: string): readonly string[] {
  const entry = /(?:^|, )([^:,"]+):("(?:[^"\\]|\\.)*"|[^,"]*)/gu
  const names: string[] = []
  for (const [, kind, value = ''] of list.matchAll(entry)) {
    if ((kind === 'DNS' || kind === 'IP Address') && value !== '' && !value.startsWith('"')) {
      names.push(value)
    }
  }
  return names
}
