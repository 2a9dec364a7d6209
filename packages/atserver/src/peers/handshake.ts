import { sign } from '@atnet/crypto'
import type { Keystore } from '@atnet/keystore'
import { AtFault, type AtSign, isUuid, readPolChallenge, readReply } from '@atnet/protocol-codec'
import type { Clock } from '@atnet/runtime'
import type { Asker } from '@atnet/transport'
import { learnPublicKey, ownRecord } from '@atnet/verbs'
import { signingSecret } from '../first-start.ts'
import { cookieLifeMs, peerAnswerMs, peerHandshakeMs } from '../limits.ts'

/** What it takes to prove the owner to a peer. */
export type HandshakeOptions = {
  readonly owner: AtSign
  readonly store: Keystore
  readonly write: Keystore['write']
  readonly clock: Clock
}

/**
 * Proves the owner to the peer at the other end: `from`, a signature of its challenge where it can
 * read it, `pol` (peer.handshake). Throws `AtFault('handshakeFailure')` with what went wrong.
 */
export async function proveOwner(
  asker: Asker,
  peer: AtSign,
  options: HandshakeOptions,
): Promise<void> {
  const { owner } = options
  const offered = await asker.ask(`from:${owner}`, { deadlineMs: peerHandshakeMs })
  const { cookie, token } = readChallenge(payloadOf(offered), owner)
  checkVerifier(token, peer)
  await publishProof({ cookie, token, ...options })
  const answer = await asker.ask('pol', { expect: 'pol', deadlineMs: peerHandshakeMs })
  if (answer !== `${owner}@`) {
    payloadOf(answer)
    throw refused(`${peer} did not accept the proof`)
  }
}

/**
 * Learns the key that others encrypt for this peer with, before anybody is introduced. Not having one
 * is no failure; not answering is (peer.handshake.public-key).
 */
export async function askPublicKey(
  asker: Asker,
  peer: AtSign,
  { owner, store, write, clock }: HandshakeOptions,
): Promise<void> {
  const line = `lookup:all:publickey${peer}`
  const reply = readReply(await asker.ask(line, { deadlineMs: peerAnswerMs }))
  if (reply.kind === 'data') {
    await learnPublicKey(peer, reply.payload, { owner, records: store.reader, write, clock })
  }
}

function payloadOf(body: string): string {
  const reply = readReply(body)
  switch (reply.kind) {
    case 'data':
      return reply.payload
    case 'fault':
      throw refused(`Exception: ${reply.description}`)
    case 'unexpected':
      throw refused('unexpected answer')
    default:
      return reply satisfies never
  }
}

/**
 * `proof:_<uuid>@owner:<token>`, and nothing else: the first part becomes the name of a public
 * record of ours, the second gets our signature.
 */
function readChallenge(
  payload: string,
  owner: AtSign,
): { readonly cookie: string; readonly token: string } {
  const [proof, cookie, token, ...more] = payload.split(':')
  const sessionId = cookie?.endsWith(owner) === true ? cookie.slice(0, -owner.length) : ''
  const wellFormed =
    proof === 'proof' &&
    sessionId.startsWith('_') &&
    isUuid(sessionId.slice(1)) &&
    more.length === 0
  if (!wellFormed || cookie === undefined || token === undefined) {
    throw refused('the challenge has not the form of a challenge')
  }
  return { cookie, token: token.trim() }
}

/** Never signs what was made for another verifier, or what is no challenge at all (peer.handshake.verifier). */
function checkVerifier(token: string, peer: AtSign): void {
  const challenge = readPolChallenge(token)
  switch (challenge.kind) {
    case 'bound':
      if (challenge.verifier !== peer) {
        throw refused(`the challenge was made for ${challenge.verifier}, not for ${peer}`)
      }
      return
    case 'plain':
      if (!isUuid(token)) {
        throw refused('the challenge is not a UUID')
      }
      return
    case 'malformed':
      throw refused('the bound challenge cannot be read')
    default:
      challenge satisfies never
  }
}

/** Puts the signature where the peer can read it, before the peer is told to look. */
async function publishProof(
  options: HandshakeOptions & { readonly cookie: string; readonly token: string },
): Promise<void> {
  const { owner, store, write, clock, cookie, token } = options
  const privateKey = store.reader.secret(signingSecret)
  if (privateKey === undefined) {
    throw refused('there is no signing key')
  }
  const hashing = 'sha256'
  const signature = await sign({ algorithm: 'rsa2048', hashing, privateKey, message: token })
  const now = clock.now()
  const record = ownRecord({ key: `public:${cookie}`, value: signature, owner, now })
  const life = { ttl: cookieLifeMs, expiresAt: now + cookieLifeMs }
  await write((transaction) =>
    transaction.put({ ...record, metadata: { ...record.metadata, ...life } }, 'unlogged'),
  )
}

function refused(why: string): AtFault {
  return new AtFault('handshakeFailure', why)
}
