import { algorithmOf, verify } from '@atnet/crypto'
import { AtFault, type PkamCommand } from '@atnet/protocol-codec'
import { challengeText, failedLogin, ownChallenge } from './challenge.ts'
import { missing } from './missing.ts'
import { data, type Outcome, type Verb } from './verb.ts'

/** Where the owner's login key is kept. */
export const pkamPublicKey = 'privatekey:at_pkam_publickey'

/** `pkam:`: logs the owner in with a signature of the challenge. */
export const pkam: Verb<PkamCommand> = {
  doc: 'Logs the owner in with a signature of the challenge.',
  requirement: 'auth.pkam',
  async handle({ signingAlgo, hashingAlgo, enrollmentId, signature }, context): Promise<Outcome> {
    if (enrollmentId !== undefined) {
      throw new AtFault('enrollmentExpired', `enrollment_id: ${enrollmentId} is expired or invalid`)
    }
    const publicKey = context.records.get(pkamPublicKey)?.value
    if (publicKey === undefined || publicKey === null) {
      throw missing(pkamPublicKey)
    }
    const claim = ownChallenge(context)
    // The stored key decides the algorithm; what the wire says may only agree (auth.pkam.algorithm).
    const algorithm = algorithmOf(publicKey)
    const agrees = signingAlgo === undefined || signingAlgo === algorithm
    if (claim === undefined || algorithm === undefined || !agrees) {
      return failedLogin('pkam authentication failed')
    }
    const message = challengeText(context.session.id, claim)
    const hashing = hashingAlgo ?? 'sha256'
    return (await verify({ algorithm, hashing, publicKey, message, signature }))
      ? { ...data('success'), becomes: { kind: 'owner', via: 'pkam' } }
      : failedLogin('pkam authentication failed')
  },
}
