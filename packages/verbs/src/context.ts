import type { Keystore, Reader } from '@atnet/keystore'
import type { AtSign } from '@atnet/protocol-codec'
import type { Clock, Randomness } from '@atnet/runtime'
import type { BatchRun } from './batch/batch-run.ts'
import type { Caller } from './caller.ts'
import type { MayConnect } from './connect/lists.ts'
import type { RuntimeSettings } from './runtime-settings.ts'
import type { Statistics } from './stats/statistics.ts'
import type { Streams } from './stream/streams.ts'

/**
 * In whose name another atServer is asked. `as-me` proves first that the owner is asking, `anonymous`
 * proves nothing; both learn the public key of whom they ask. `for-another` is for what somebody else
 * gave rise to: it proves nothing, learns nothing, and has a bounded share of all connections
 * (peer.pool.share).
 */
export type AskedAs = 'as-me' | 'anonymous' | 'for-another'

/** How an atServer asks other atServers. */
export type Peers = {
  /**
   * Sends one line to the atServer of `atSign` and gives the payload of its answer, without `data:`:
   * one line as well (peer.answer.one-line), of which nothing else is known.
   * Throws an `AtFault`: the peer's own, or why it could not be asked (peer.ask.faults).
   */
  readonly ask: (atSign: AtSign, line: string, as: AskedAs) => Promise<string>
}

/** Public records of other atSigns, read for anybody. */
export type PublicRecords = {
  /**
   * The value of `key` of `atSign`, as its own atServer gives it to everybody; asked for again only
   * after a while, however often it is read (data.reference.bounded). Throws what asking throws.
   */
  readonly value: (address: {
    readonly key: string
    readonly atSign: AtSign
  }) => Promise<string | null>
}

/** Where atServers are, as the atDirectory says. */
export type Addresses = {
  /** The host and port of an atSign's atServer. Throws an `AtFault` when there is none to be had. */
  readonly find: (atSign: AtSign) => Promise<{ readonly host: string; readonly port: number }>
}

/** What a connection said in its latest `from:`; nothing is proved by it. */
export type Claim = {
  readonly atSign: AtSign
  /** What has to be signed: `<uuid>` or a verifier-bound token. */
  readonly token: string
}

/** The names a client certificate carries, once its chain has been verified. */
export type CertificateNames = {
  readonly subject: string
  readonly commonName: string | undefined
  /** Subject alternative names: DNS names and IP addresses. */
  readonly names: readonly string[]
}

/** What a handler may know of the connection its command came in on. */
export type SessionView = {
  /** `_` and a UUID; fixed for the connection's life. */
  readonly id: string
  /** The latest `from:`, whether or not its challenge is still good. */
  readonly claim: Claim | undefined
  /** Present when the other side showed a certificate that chains to our trust store. */
  readonly certificate: CertificateNames | undefined
  /** Takes the challenge of the latest `from:`, if it was not used and is not too old (auth.challenge.single-use). */
  readonly takeChallenge: () => Claim | undefined
}

/** What other atServers are shown in place of the certificate that clients see; never its key. */
export type OutgoingCertificate = {
  /** PEM, leaf first. */
  readonly chain: string
  /** When the two files were last changed, epoch milliseconds. */
  readonly chainChangedAt: number
  readonly keyChangedAt: number
}

/** The settings that verbs look at. */
export type VerbSettings = {
  /** What `info` says; SDKs compare it as a semantic version. */
  readonly version: string
  /** Whether another atSign must show a certificate that names its directory host. */
  readonly clientCertificateRequired: boolean
  /** `bound` names the verifier in the challenge given to other atSigns; `plain` is a bare UUID. */
  readonly polChallenge: 'bound' | 'plain'
  /** Whether clients may change settings while the server runs. */
  readonly testing: boolean
  /**
   * Names that cannot be deleted beside those that never can: keys without their scope, in which
   * `<@atsign>` stands for the owner.
   */
  readonly protectedKeys: readonly string[]
  /** Entries of one answer to `sync:from` unless it asks for another number. */
  readonly syncPageLimit: number
  /** How many atSigns `stats:5` names. */
  readonly statsTopVisits: number
  /** How many keys `stats:6` names. */
  readonly statsTopKeys: number
}

/** All that a handler sees of the server around it. */
export type Context = {
  readonly owner: AtSign
  readonly caller: Caller
  readonly session: SessionView
  /** Aborted, with a fault as its reason, when nobody waits for an answer any more or the server is stopping. */
  readonly signal: AbortSignal
  readonly records: Reader
  /** Runs `work` in this turn's transaction; resolves once it is on disk. */
  readonly write: Keystore['write']
  readonly peers: Peers
  /** Public records of other atSigns, for whoever follows a reference. */
  readonly publicRecords: PublicRecords
  readonly addresses: Addresses
  readonly clock: Clock
  readonly randomness: Randomness
  readonly settings: VerbSettings
  readonly runtimeSettings: RuntimeSettings
  /** Whether the lists of the owner let an atSign connect, at this moment. */
  readonly mayConnect: MayConnect
  /** Ends the connections of peers that may not connect any more. */
  readonly disconnectRefused: () => void
  /** Gives undefined where other atServers are shown what clients see. */
  readonly outgoingCertificate: () => OutgoingCertificate | undefined
  /** When the server came up, epoch milliseconds. */
  readonly startedAt: number
  readonly statistics: Statistics
  readonly streams: Streams
  /** Starts to run further commands of this connection: what a batch is made of. */
  readonly startBatch: () => BatchRun
  /** Adds a row to the access log (what statistics are made of). */
  readonly noteAccess: (atSign: AtSign, verb: string, key?: string) => void
}
