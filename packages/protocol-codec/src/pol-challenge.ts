import { type AtSign, isAtSign } from './at-sign.ts'
import { decodeBase64Url, encodeBase64Url } from './base64.ts'
import { isRecord, readExactJson } from './json.ts'
import { maxPolChallengeChars } from './limits.ts'
import { isUuid } from './uuid.ts'

/** What a server that was dialled wants signed, as the dialling side must judge it. */
export type PolChallenge =
  /** A bare nonce, as older servers issue it. */
  | { readonly kind: 'plain' }
  /** Bound to the server that will verify: sign only when that is the atSign that was dialled. */
  | { readonly kind: 'bound'; readonly verifier: AtSign }
  /** Announced as bound but unreadable: never sign it. */
  | { readonly kind: 'malformed' }

const prefix = 'pol1.'

/**
 * A challenge that names who will verify it, so that nobody can have it signed for another server.
 * Holds no colon and no white space. Requirement `auth.pol.bound-challenge`.
 */
export function formatPolChallenge(challenge: {
  readonly verifier: AtSign
  readonly nonce: string
}): string {
  return prefix + encodeBase64Url(JSON.stringify({ v: challenge.verifier, n: challenge.nonce }))
}

/**
 * Reads a challenge's form: a bound one names its verifier and a UUID, each once, and has one
 * spelling. The bytes to sign are the whole token either way.
 * Requirement `auth.pol.bound-challenge`.
 */
export function readPolChallenge(token: string): PolChallenge {
  if (!token.startsWith(prefix)) {
    return { kind: 'plain' }
  }
  if (token.length > maxPolChallengeChars) {
    return { kind: 'malformed' }
  }
  const payload = token.slice(prefix.length)
  const json = decodeBase64Url(payload) ?? ''
  // Other bits at the end would be another spelling of the same text.
  const read = encodeBase64Url(json) === payload ? readExactJson(json) : undefined
  const challenge = read !== undefined && 'value' in read && isRecord(read.value) ? read.value : {}
  const verifier = textMember(challenge, 'v')
  return isAtSign(verifier) && isUuid(textMember(challenge, 'n'))
    ? { kind: 'bound', verifier }
    : { kind: 'malformed' }
}

/** An own member that is a text; `''` when there is none. */
function textMember(challenge: Readonly<Record<string, unknown>>, name: 'v' | 'n'): string {
  const member = Object.hasOwn(challenge, name) ? challenge[name] : undefined
  return typeof member === 'string' ? member : ''
}
