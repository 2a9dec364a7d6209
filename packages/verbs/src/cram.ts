import { cramDigest, equalConstantTime } from '@atnet/crypto'
import type { CramCommand } from '@atnet/protocol-codec'
import { challengeText, failedLogin, ownChallenge } from './challenge.ts'
import { missing } from './missing.ts'
import { data, type Verb } from './verb.ts'

/** Where the one-time secret is kept until the owner deletes it. */
export const cramSecretKey = 'privatekey:at_secret'

/** Its presence means that the one-time secret is never taken again. */
export const cramSecretDeletedKey = 'privatekey:at_secret_deleted'

/** `cram:`: logs the owner in with the one-time secret. */
export const cram: Verb<CramCommand> = {
  doc: 'Logs the owner in with a digest of the one-time secret and the challenge.',
  requirement: 'auth.cram',
  handle({ digest }, context) {
    const secret = context.records.get(cramSecretKey)?.value
    if (secret === undefined || secret === null) {
      throw missing(cramSecretKey)
    }
    const claim = ownChallenge(context)
    const proved =
      claim !== undefined &&
      equalConstantTime(digest, cramDigest(secret, challengeText(context.session.id, claim)))
    if (!proved) {
      return failedLogin('Authentication Failed')
    }
    context.noteAccess(context.owner, 'cram')
    return { ...data('success'), becomes: { kind: 'owner', via: 'cram' } }
  },
}
