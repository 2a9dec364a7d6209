import type { AtSign } from './at-sign.ts'
import { decodeBase64Url, encodeBase64Url } from './base64.ts'
import { isRecord, parseJson } from './json.ts'
import { maxPolChallengeChars } from './limits.ts'

/** What a server that was dialled wants signed, as the dialling side must judge it. */
export type PolChallenge =
  /** A bare nonce, as older servers issue it. */
  | { readonly kind: 'plain' }
  /** Bound to the server that will verify: sign only when that is the atSign that was dialled. */
  | { readonly kind: 'bound'; readonly verifier: string }
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
 * Reads a challenge's form; the bytes to sign are the whole token either way.
 * Requirement `auth.pol.bound-challenge`.
 */
export function readPolChallenge(token: string): PolChallenge {
  if (!token.startsWith(prefix)) {
    return { kind: 'plain' }
  }
  if (token.length > maxPolChallengeChars) {
    return { kind: 'malformed' }
  }
  const json = parseJson(decodeBase64Url(token.slice(prefix.length)))
  const verifier = isRecord(json) && Object.hasOwn(json, 'v') ? json['v'] : undefined
  return typeof verifier === 'string' ? { kind: 'bound', verifier } : { kind: 'malformed' }
}
