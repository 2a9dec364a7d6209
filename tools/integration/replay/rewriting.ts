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
export function rewriter(parts: {
  readonly recorded: RecordedKeys
  readonly live: LiveCredentials
  readonly liveFor: (recorded: string) => string | undefined
}): Rewriter {
  const { recorded, live, liveFor } = parts
  const byConnection = new Map<string, Challenges>()
  const byName = new Map<string, Challenges>()
  const repeated = new Map<string, string>()

  function resign(
    signature: string,
    by: { readonly was: KeyObject | undefined; readonly is: KeyObject; readonly hash: string },
    said: { readonly recorded: string; readonly live: string },
  ): string {
    const right = isSignedBy(by.was, { message: said.recorded, signature, hash: by.hash })
    const known = repeated.get(signature)
    const fresh = known ?? sign(right ? by.is : live.foreign, by.hash, said.live)
    repeated.set(signature, fresh)
    return fresh
  }

  function pkam(server: string, line: string, challenges: Challenges | undefined): string {
    const { options = '', signature = '' } =
      /^pkam:(?<options>(?:\w+:\w+:)*)(?<signature>[A-Za-z0-9+/]{342}==)$/u.exec(line)?.groups ?? {}
    if (signature === '' || challenges === undefined) {
      return line
    }
    const hash = options.includes('sha512') ? 'RSA-SHA512' : 'RSA-SHA256'
    const by = { was: recorded.pkam.get(server), is: live.pkam(server).privateKey, hash }
    const said = { recorded: challenges.recorded.whole, live: challenges.live.whole }
    return `pkam:${options}${resign(signature, by, said)}`
  }

  function cram(server: string, line: string, challenges: Challenges | undefined): string {
    const digest = line.slice('cram:'.length)
    if (!/^[0-9a-fA-F]{128}$/u.test(digest) || /^0+$/u.test(digest) || challenges === undefined) {
      return line
    }
    const right = createHash('sha512')
      .update(live.cramSecret(server) + challenges.live.whole)
      .digest('hex')
    return `cram:${digest === digest.toUpperCase() ? right.toUpperCase() : right}`
  }

  function proof(server: string, line: string): string {
    const { name = '', signature = '' } =
      /^update:public:(?<name>_\S+) (?<signature>\S+)$/u.exec(line)?.groups ?? {}
    const challenges = byName.get(name)
    if (challenges === undefined) {
      return line
    }
    const by = { was: recorded.signing.get(server), is: live.signing(server), hash: 'RSA-SHA256' }
    const said = { recorded: challenges.recorded.token, live: challenges.live.token }
    return `update:public:${name} ${resign(signature, by, said)}`
  }

  function rewriteLine(connection: string, line: string): string {
    const server = serverOf(connection)
    const challenges = byConnection.get(connection)
    if (line.startsWith('pkam:')) {
      return pkam(server, line, challenges)
    }
    if (line.startsWith('cram:')) {
      return cram(server, line, challenges)
    }
    if (line.startsWith('update:privatekey:at_pkam_publickey ')) {
      return `update:privatekey:at_pkam_publickey ${live.pkam(server).publicKey}`
    }
    const proved = line.startsWith('update:public:_') ? proof(server, line) : line
    return proved.replace(uuids, (uuid) => liveFor(uuid) ?? uuid)
  }

  return {
    rewrite: ({ connection }, write) => {
      const text = Buffer.from(write).toString()
      // Bytes that are no text, and lines in pieces, hold nothing to rewrite.
      if (!text.endsWith('\n') || !Buffer.from(text).equals(write)) {
        return write
      }
      const lines = text.slice(0, -1).split('\n')
      return Buffer.from(lines.map((line) => `${rewriteLine(connection, line)}\n`).join(''))
    },
    learn: ({ connection, received }, liveReply) => {
      const was = readChallenge(received)
      const is = readChallenge(liveReply)
      if (was !== undefined && is !== undefined) {
        const challenges = { recorded: was, live: is }
        byConnection.set(connection, challenges)
        byName.set(was.whole.slice(0, was.whole.lastIndexOf(':')), challenges)
      }
    },
  }
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
