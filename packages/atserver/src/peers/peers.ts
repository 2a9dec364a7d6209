import {
  AtFault,
  type AtSign,
  faultFromPeer,
  maxReplyBytes,
  readReply,
} from '@atnet/protocol-codec'
import {
  AskError,
  type Asker,
  ConnectError,
  type Network,
  openAsker,
  type TlsIdentity,
} from '@atnet/transport'
import type { AskedAs, Peers } from '@atnet/verbs'
import { peerAnswerMs, peerConnectMs, peerHandshakeMs } from '../limits.ts'
import { askPublicKey, type HandshakeOptions, proveOwner } from './handshake.ts'
import type { Places } from './places.ts'
import { PeerPool } from './pool.ts'

/** What it takes to ask other atServers. */
export type PeersOptions = HandshakeOptions & {
  readonly network: Network
  /** What this side shows for itself in the TLS handshake. */
  readonly identity: () => TlsIdentity
  readonly trust: () => string | undefined
  readonly places: Places
  readonly limit: number
  readonly idleMs: number
}

/** Asks other atServers, over connections that are shared and reused. */
export type OpenPeers = Peers & {
  /** How many connections there are, opening ones included. */
  readonly count: () => number
  readonly close: () => Promise<void>
}

/** Opens the outgoing side of an atServer. Nothing is connected until something is asked. */
export function openPeers(options: PeersOptions): OpenPeers {
  const { limit, idleMs, clock } = options
  const dial = (peer: AtSign, role: AskedAs): Promise<Asker> => dialPeer(peer, role, options)
  const pool = new PeerPool({ dial, limit, idleMs, clock })
  return {
    ask: async (peer, line, role) => {
      const body = await askOnce({ pool, peer, line, role, mayRetry: true })
      return payloadOf(body, peer)
    },
    count: () => pool.count,
    close: () => pool.close(),
  }
}

async function dialPeer(peer: AtSign, role: AskedAs, options: PeersOptions): Promise<Asker> {
  const { network, identity, trust, places, clock } = options
  const { host, port } = await places.find(peer)
  const stream = await network
    .connect({ host, port, identity: identity(), trust: trust(), deadlineMs: peerConnectMs })
    .catch((error: unknown) => {
      // The directory may know a newer address by the next time.
      places.forget(peer)
      throw unreachable(peer, error)
    })
  const timing = { greetingDeadlineMs: peerHandshakeMs, deadlineMs: peerAnswerMs }
  const asker = await openAsker(stream, { clock, ...timing, maxReplyBytes }).catch(
    (error: unknown) => {
      throw handshakeFault(peer, error)
    },
  )
  await introduce(asker, peer, role, options).catch((error: unknown) => {
    asker.destroy()
    // Whoever proves nothing shakes no hands.
    throw role === 'as-me' ? handshakeFault(peer, error) : answerFault(peer, error)
  })
  return asker
}

/** Strangers must not make us learn, whoever they name. */
async function introduce(
  asker: Asker,
  peer: AtSign,
  role: AskedAs,
  options: PeersOptions,
): Promise<void> {
  if (role !== 'for-another') {
    await askPublicKey(asker, peer, options)
  }
  if (role === 'as-me') {
    await proveOwner(asker, peer, options)
  }
}

type Question = {
  readonly pool: PeerPool
  readonly peer: AtSign
  readonly line: string
  readonly role: AskedAs
  readonly mayRetry: boolean
}

/** Asks once; a connection that died unnoticed since its last answer is replaced, one time. */
async function askOnce(question: Question): Promise<string> {
  const { pool, peer, line, role, mayRetry } = question
  const outgoing = pool.acquire(peer, role)
  // A connection that has answered before may have died of old age since.
  const reused = outgoing.opened !== undefined
  try {
    const asker = await outgoing.asker
    return await asker.ask(line, { deadlineMs: peerAnswerMs })
  } catch (error) {
    pool.drop(outgoing)
    if (mayRetry && reused && error instanceof AskError && error.kind === 'closed') {
      pool.dropUnused(peer)
      return await askOnce({ ...question, mayRetry: false })
    }
    throw answerFault(peer, error)
  } finally {
    pool.release(outgoing)
  }
}

function payloadOf(body: string, peer: AtSign): string {
  const reply = readReply(body)
  switch (reply.kind) {
    case 'data':
      return oneLine(reply.payload, peer)
    case 'fault':
      throw faultFromPeer(reply.code, reply.description)
    case 'unexpected':
      throw new AtFault('lookupFailure', `${peer} answered something unexpected`)
    default:
      return reply satisfies never
  }
}

/** Nobody's answer may pass for several in the stream of our own client (peer.answer.one-line). */
function oneLine(payload: string, peer: AtSign): string {
  if (/[\r\n]/u.test(payload)) {
    throw new AtFault('lookupFailure', `${peer} answered more than one line`)
  }
  return payload
}

/** No connection is AT0004, however it failed to come about; only who is connected can be silent. */
function unreachable(peer: AtSign, error: unknown): Error {
  return error instanceof ConnectError
    ? new AtFault('socketError', `cannot connect to ${peer}: ${error.kind}`, { cause: error })
    : asError(error)
}

/** Whatever goes wrong before the peer knows us is a failed handshake (peer.handshake.faults). */
function handshakeFault(peer: AtSign, error: unknown): Error {
  if (!(error instanceof AskError)) {
    return asError(error)
  }
  const why = error.said ?? error.kind
  const text = `Exception: no usable answer from ${peer} during the handshake (${why})`
  return new AtFault('handshakeFailure', text, { cause: error })
}

function answerFault(peer: AtSign, error: unknown): Error {
  if (!(error instanceof AskError)) {
    return asError(error)
  }
  if (error.kind === 'timeout') {
    return timedOut(peer, peerAnswerMs, error)
  }
  const why = error.kind === 'tooLong' ? `longer than ${maxReplyBytes} bytes` : error.kind
  return new AtFault('lookupFailure', `no usable answer from ${peer} (${why})`, { cause: error })
}

function timedOut(peer: AtSign, deadlineMs: number, cause: Error): AtFault {
  const text = `No response after ${deadlineMs} millis from remote secondary ${peer}`
  return new AtFault('timeout', text, { cause })
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('not an error', { cause: error })
}
