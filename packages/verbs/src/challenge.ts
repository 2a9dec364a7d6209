import type { Claim, Context } from './context.ts'
import { missing } from './missing.ts'

/** What `from:` answered after `data:`: the text that cram and pkam are about. */
export function challengeText(sessionId: string, { atSign, token }: Claim): string {
  return `${sessionId}${atSign}:${token}`
}

/**
 * Spends the challenge of a `from:` with the owner's own atSign (auth.challenge.single-use).
 * Throws `AtFault('keyNotFound')` when there is none, or it was used, or is too old.
 */
export function ownChallenge({ owner, session }: Context): Claim {
  const claim = session.claim?.atSign === owner ? session.takeChallenge() : undefined
  if (claim === undefined) {
    throw missing(`private:${session.id}${owner}`)
  }
  return claim
}

/** The same for a `from:` with another atSign. */
export function peerChallenge(claimed: Claim, { session }: Context): Claim {
  const claim = session.takeChallenge()
  if (claim === undefined) {
    throw missing(`public:${session.id}${claimed.atSign}`)
  }
  return claim
}
