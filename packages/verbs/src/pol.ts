import { verify } from '@atnet/crypto'
import { AtFault, type AtSign, type FaultName, type PolCommand } from '@atnet/protocol-codec'
import { learnPublicKey } from './cache/public-key.ts'
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
    const encryptionKey = await encryptionKeyOf(atSign, context)
    const [signature, publicKey] = await proofOf(atSign, context)
    const hashing = 'sha256'
    if (!(await verify({ algorithm: 'rsa2048', hashing, publicKey, message: token, signature }))) {
      const fault = new AtFault('unauthenticated', 'Pol Authentication Failed')
      return { reply: fault, failedProof: true }
    }
    // The lists may have changed while the peer was being asked (house.config.lists.live).
    checkMayConnect(atSign, context.mayConnect)
    // Only now: whoever has proved nothing leaves nothing behind.
    await learnPublicKey(atSign, encryptionKey, context)
    context.noteAccess(atSign, 'pol')
    return { reply: { kind: 'pol', peer: atSign }, becomes: { kind: 'peer', atSign } }
  },
}

/**
 * The signature and the key, both from the peer's own atServer and never from a cache
 * (auth.pol.fresh), one question after the other as every server can answer them.
 */
async function proofOf(atSign: AtSign, { peers, session }: Context): Promise<[string, string]> {
  const signature = await peers.ask(atSign, `lookup:${session.id}${atSign}`, 'for-another')
  const publicKey = await peers.ask(atSign, `lookup:signing_publickey${atSign}`, 'for-another')
  if (signature === 'null' || publicKey === 'null') {
    throw new AtFault('invalidRequest', 'Unable to verify signature')
  }
  return [signature, publicKey]
}

/** These stop the whole proof: the next question would only run into them again. */
const unanswered: ReadonlySet<FaultName> = new Set<FaultName>([
  'timeout',
  'socketError',
  'secondaryNotFound',
  'outboundLimit',
])

/**
 * The key that others encrypt for this peer with, as an answer to be learned from; not having one is
 * no failure (peer.handshake.public-key).
 */
async function encryptionKeyOf(atSign: AtSign, { peers }: Context): Promise<string> {
  try {
    return await peers.ask(atSign, `lookup:all:publickey${atSign}`, 'for-another')
  } catch (error) {
    if (!(error instanceof AtFault) || unanswered.has(error.fault)) {
      throw error
    }
    return ''
  }
}
