import { createHash, createSign, type KeyObject } from 'node:crypto'
import type { Exchange } from './exchanges.ts'
import { isSignedBy, type RecordedKeys, serverOf } from './recorded-keys.ts'

/** What the live servers' owners have to log in with, by the name of the server. */
export type LiveCredentials = {
  readonly cramSecret: (server: string) => string
  /** The pair the owner logs in with; the public half as it goes on the wire. */
  readonly pkam: (server: string) => { readonly privateKey: KeyObject; readonly publicKey: string }
  /** What the atServer proves itself to others with. */
  readonly signing: (server: string) => KeyObject
  /** A key that nobody knows. */
  readonly foreign: KeyObject
}

/** Turns recorded lines into lines that mean the same to the live servers. */
export type Rewriter = {
  readonly rewrite: (exchange: Exchange, write: Uint8Array) => Uint8Array
  /** Remembers the challenges in the two replies to one `from:`. */
  readonly learn: (exchange: Exchange, live: string) => void
}

type Challenge = {
  /** All that follows `data:`, what owners sign. */
  readonly whole: string
  /** The part after the last colon, what other atServers sign. */
  readonly token: string
}
type Challenges = { readonly recorded: Challenge; readonly live: Challenge }

/**
 * A digest or signature that was right when it was recorded becomes one that is right now; one that
 * was wrong stays wrong, and one that was repeated is repeated (replay.credentials).
 */
export function rewriter(parts: Parts): Rewriter {
  const desk: Desk = { ...parts, byConnection: new Map(), byName: new Map(), repeated: new Map() }
  return {
    rewrite: ({ connection }, write) => {
      const text = Buffer.from(write).toString()
      // Bytes that are no text, and lines in pieces, hold nothing to rewrite.
      if (!text.endsWith('\n') || !Buffer.from(text).equals(write)) {
        return write
      }
      const lines = text.slice(0, -1).split('\n')
      return Buffer.from(lines.map((line) => `${rewriteLine(desk, connection, line)}\n`).join(''))
    },
    learn: ({ connection, received }, liveReply) => {
      const was = readChallenge(received)
      const is = readChallenge(liveReply)
      if (was !== undefined && is !== undefined) {
        const challenges = { recorded: was, live: is }
        desk.byConnection.set(connection, challenges)
        desk.byName.set(was.whole.slice(0, was.whole.lastIndexOf(':')), challenges)
      }
    },
  }
}

/** What a rewriter works from. */
type Parts = {
  readonly recorded: RecordedKeys
  readonly live: LiveCredentials
  readonly liveFor: (recorded: string) => string | undefined
}

type Desk = Parts & {
  readonly byConnection: Map<string, Challenges>
  /** By the recorded name of the session, as proofs are stored. */
  readonly byName: Map<string, Challenges>
  /** What was put in place of each recorded signature. */
  readonly repeated: Map<string, string>
}

function rewriteLine(desk: Desk, connection: string, line: string): string {
  const server = serverOf(connection)
  const challenges = desk.byConnection.get(connection)
  if (line.startsWith('pkam:') && challenges !== undefined) {
    return pkam(desk, server, { line, challenges })
  }
  if (line.startsWith('cram:') && challenges !== undefined) {
    return cram(desk, server, { line, challenges })
  }
  if (line.startsWith('update:privatekey:at_pkam_publickey ')) {
    return `update:privatekey:at_pkam_publickey ${desk.live.pkam(server).publicKey}`
  }
  const proved = line.startsWith('update:public:_') ? proof(desk, server, line) : line
  return proved.replace(uuids, (uuid) => desk.liveFor(uuid) ?? uuid)
}

type Answer = { readonly line: string; readonly challenges: Challenges }

function pkam(desk: Desk, server: string, { line, challenges }: Answer): string {
  const { options = '', signature = '' } =
    /^pkam:(?<options>(?:\w+:\w+:)*)(?<signature>[A-Za-z0-9+/]{342}==)$/u.exec(line)?.groups ?? {}
  if (signature === '') {
    return line
  }
  const hash = options.includes('sha512') ? 'RSA-SHA512' : 'RSA-SHA256'
  const by = { was: desk.recorded.pkam.get(server), is: desk.live.pkam(server).privateKey, hash }
  const { recorded, live } = challenges
  return `pkam:${options}${resign(desk, { signature, by, was: recorded.whole, is: live.whole })}`
}

function cram({ live }: Desk, server: string, { line, challenges }: Answer): string {
  const digest = line.slice('cram:'.length)
  if (!/^[0-9a-fA-F]{128}$/u.test(digest) || /^0+$/u.test(digest)) {
    return line
  }
  const right = createHash('sha512')
    .update(live.cramSecret(server) + challenges.live.whole)
    .digest('hex')
  return `cram:${digest === digest.toUpperCase() ? right.toUpperCase() : right}`
}

function proof(desk: Desk, server: string, line: string): string {
  const { name = '', signature = '' } =
    /^update:public:(?<name>_\S+) (?<signature>\S+)$/u.exec(line)?.groups ?? {}
  const challenges = desk.byName.get(name)
  if (challenges === undefined) {
    return line
  }
  const is = desk.live.signing(server)
  const by = { was: desk.recorded.signing.get(server), is, hash: 'RSA-SHA256' }
  const { recorded, live } = challenges
  const fresh = resign(desk, { signature, by, was: recorded.token, is: live.token })
  return `update:public:${name} ${fresh}`
}

function resign(
  { repeated, live }: Desk,
  signed: {
    readonly signature: string
    readonly by: {
      readonly was: KeyObject | undefined
      readonly is: KeyObject
      readonly hash: string
    }
    /** What was signed when it was recorded, and what is to be signed now. */
    readonly was: string
    readonly is: string
  },
): string {
  const { signature, by, was, is } = signed
  const right = isSignedBy(by.was, { message: was, signature, hash: by.hash })
  const fresh = repeated.get(signature) ?? sign(right ? by.is : live.foreign, by.hash, is)
  repeated.set(signature, fresh)
  return fresh
}

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/gu

function readChallenge(reply: string): Challenge | undefined {
  const found = /^data:(?:proof:)?(?<whole>_[^:\n]+:(?<token>[^:\n]+))\n/u.exec(reply)?.groups
  const { whole, token } = found ?? {}
  return whole === undefined || token === undefined ? undefined : { whole, token }
}

function sign(key: KeyObject, hash: string, message: string): string {
  return createSign(hash).update(message).sign(key, 'base64')
}
