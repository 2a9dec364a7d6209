import { maxReasonChars } from './limits.ts'
import { ConnectError, type ConnectErrorKind, type ConnectOptions } from './network.ts'

/** What each code of the operating system and of the TLS library means to whoever wanted to connect. */
const kinds: Readonly<Record<string, ConnectErrorKind>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ERR_SOCKET_BAD_PORT: 'unreachable',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EAI_FAIL: 'unresolved',
  EAI_NONAME: 'unresolved',
  ETIMEDOUT: 'timeout',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrongName',
  ERR_TLS_CERT_ALTNAME_FORMAT: 'wrongName',
}

/** How each kind is said to a person; `%` stands for the reason in the library's words. */
const sentences: Readonly<Record<ConnectErrorKind, string>> = {
  refused: 'nobody listens there; is the server running?',
  unreachable: 'no way leads there (%)',
  unresolved: 'the name has no address; is it spelt right, and is the network up?',
  timeout: 'no answer in time',
  untrusted: 'its certificate is not trusted (%); is the right authority given?',
  wrongName: 'its certificate is for another host (%)',
  handshake: 'no TLS connection came about (%)',
  identity: 'TLS refuses our certificate or key (%)',
  trust: 'the trusted certificates are unusable (%)',
  aborted: 'it was called off',
}

/**
 * The error of a failed attempt, for whoever wanted the connection. `unverified`: TLS came as far as judging the
 * other end's certificate, and turned it down.
 */
export function explainConnecting(
  cause: unknown,
  { host, port }: Pick<ConnectOptions, 'host' | 'port'>,
  unverified: boolean = false,
): ConnectError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const kind = kinds[code] ?? (unverified ? 'untrusted' : 'handshake')
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
  const sentence = sentences[kind].replace('%', () => reason.slice(0, maxReasonChars))
  return new ConnectError(kind, `Cannot connect to ${host}:${port}: ${sentence}`, { cause })
}
