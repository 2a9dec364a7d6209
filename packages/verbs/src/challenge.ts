import { AtFault } from '@atnet/protocol-codec'
import { ANYONE } from './caller.ts'
import type { Claim, Context } from './context.ts'
import { missing } from './missing.ts'
import type { Outcome } from './verb.ts'

/** What `from:` answered after `data:`: the text that cram and pkam are about. */
export function challengeText(sessionId: string, { atSign, token }: Claim): string {
  return `${sessionId}${atSign}:${token}`
}

/**
 * Spends the challenge of a `from:` with the owner's own atSign; `undefined` when it was used or is
 * too old: whatever answers it is a failed proof (auth.challenge.single-use).
 * Throws `AtFault('keyNotFound')` when there was no such `from:`.
 */
export function ownChallenge({ owner, session }: Context): Claim | undefined {
  if (session.claim?.atSign !== owner) {
    throw missing(`private:${session.id}${owner}`)
  }
  return session.takeChallenge()
}

/** What a failed login comes to: the connection is a stranger's again, whoever it was before. */
export function failedLogin(text: string): Outcome {
  return { reply: new AtFault('unauthenticated', text), becomes: ANYONE, failedProof: true }
}

/**
 * Spends the challenge of a `from:` with another atSign. Throws `AtFault('keyNotFound')` when it was
 * used or is too old.
 */
export function peerChallenge(claimed: Claim, { session }: Context): Claim {
  const claim = session.takeChallenge()
  if (claim === undefined) {
    throw missing(`public:${session.id}${claimed.atSign}`)
  }
  return claim
}
