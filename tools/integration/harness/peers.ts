import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { type AtSign, parseAtSign } from '@atnet/protocol-codec'
import type { TlsIdentity } from '@atnet/transport'
import { type Asking, signed } from './owners.ts'
import { type Move, openScripted, type ScriptedServer } from './scripted-server.ts'
import type { TestNetwork } from './test-network.ts'

/** A peer that a test plays: its atServer answers as told, and otherwise as a good one would. */
export type PlayedPeer = ScriptedServer & {
  readonly atSign: AtSign
  /** What its atServer proves it with. */
  readonly signingKey: KeyObject
  /** The proofs it serves, by the name of the session they are for. */
  readonly proofs: Map<string, string>
}

/** What one played peer does otherwise than a good one; `undefined` leaves a line to its better half. */
export type Mischief = (line: string) => Move | undefined | Promise<Move | undefined>

let played = 0

/**
 * Puts a peer with a name of its own into the directory. Names are never used again: servers
 * remember where an atSign was.
 */
export async function playPeer(
  network: TestNetwork,
  options: {
    readonly mischief?: Mischief
    readonly greeting?: Move
    readonly identity?: TlsIdentity
  } = {},
): Promise<PlayedPeer> {
  played += 1
  const atSign = parseAtSign(`@mallory${played}`)
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ownKey = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  const proofs = new Map<string, string>()
  const { mischief, ...shown } = options
  const server = await openScripted(network, {
    ...shown,
    answer: async (line) =>
      (await mischief?.(line)) ?? goodAnswer(line, { atSign, ownKey, proofs }),
  })
  network.publish(atSign, server.port)
  return { ...server, atSign, signingKey: privateKey, proofs }
}

function goodAnswer(
  line: string,
  peer: {
    readonly atSign: AtSign
    readonly ownKey: string
    readonly proofs: ReadonlyMap<string, string>
  },
): Move {
  const { atSign, ownKey, proofs } = peer
  const caller = /^from:(?<caller>@.*)$/u.exec(line)?.groups?.['caller']
  if (caller !== undefined) {
    return `data:proof:_${randomUUID()}${caller}:${randomUUID()}\n@`
  }
  if (line === `lookup:signing_publickey${atSign}`) {
    return `data:${ownKey}\n@`
  }
  const proof = proofs.get(/^lookup:(?<session>_[^@]*)@/u.exec(line)?.groups?.['session'] ?? '')
  const name = line.slice(line.lastIndexOf(':') + 1)
  return proof === undefined
    ? `error:AT0015-Exception: public:${name} does not exist in keystore\n@`
    : `data:${proof}\n@`
}

/** What a verifier asked to have signed. */
export type Challenge = { readonly session: string; readonly token: string }

/** Claims to be `atSign` on a connection that showed a certificate, and reads the challenge. */
export async function claim(client: Asking, atSign: AtSign): Promise<Challenge> {
  const reply = await client.ask(`from:${atSign}`)
  const found = /^data:proof:(?<session>_[^@]*)@[^:]*:(?<token>\S+)\n@$/u.exec(reply)?.groups
  const { session, token } = found ?? {}
  if (session === undefined || token === undefined) {
    throw new Error(`no challenge in ${JSON.stringify(reply)}`)
  }
  return { session, token }
}

/** Puts the peer's true proof where the verifier will look for it. */
export function prove({ proofs, signingKey }: PlayedPeer, { session, token }: Challenge): void {
  proofs.set(session, signed(signingKey, token))
}
