import { verify } from '@atnet/crypto'
import { AtFault, type AtSign, type PolCommand } from '@atnet/protocol-codec'
import { peerChallenge } from './challenge.ts'
import { checkMayConnect } from './connect/lists.ts'
import type { Context } from './context.ts'
import type { Outcome, Verb } from './verb.ts'

/** `pol`: proves another atSign, by asking its own atServer for a signature of our challenge. */
export const pol: Verb<PolCommand> = {
  doc: 'Proves another atSign by a signature that its own atServer serves.',
  requirement: 'auth.pol',
  async handle(_command, context): Promise<Outcome> {
    const { session } = context
    if (session.claim === undefined || session.claim.atSign === context.owner) {
      const text = "You must execute a 'from:' command before you may run the pol command"
      throw new AtFault('invalidRequest', text)
    }
    // Nothing is asked on behalf of whoever was shut out after `from:` (house.config.lists).
    checkMayConnect(session.claim.atSign, context.mayConnect)
    const { atSign, token } = peerChallenge(session.claim, context)
    const [signature, publicKey] = await proofOf(atSign, context)
    const hashing = 'sha256'
    if (!(await verify({ algorithm: 'rsa2048', hashing, publicKey, message: token, signature }))) {
      const fault = new AtFault('unauthenticated', 'Pol Authentication Failed')
      return { reply: fault, failedProof: true }
    }
    // The lists may have changed while the peer was being asked (house.config.lists.live).
    checkMayConnect(atSign, context.mayConnect)
    context.noteAccess(atSign, 'pol')
    return { reply: { kind: 'pol', peer: atSign }, becomes: { kind: 'peer', atSign } }
  },
}

/**
 * The signature and the key, both from the peer's own atServer and never from a cache
 * (auth.pol.fresh), one question after the other as every server can answer them.
 */
async function proofOf(atSign: AtSign, { peers, session }: Context): Promise<[string, string]> {
  const signature = await peers.ask(atSign, `lookup:${session.id}${atSign}`, 'anonymous')
  const publicKey = await peers.ask(atSign, `lookup:signing_publickey${atSign}`, 'anonymous')
  if (signature === 'null' || publicKey === 'null') {
    throw new AtFault('invalidRequest', 'Unable to verify signature')
  }
  return [signature, publicKey]
}
