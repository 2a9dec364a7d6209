import type { AtServerSettings } from '@atnet/atserver'
import type { Authority } from '@atnet/mini-network'
import type { AtSign } from '@atnet/protocol-codec'
import type { Network, TlsIdentity } from '@atnet/transport'
import type { LineClient } from './line-client.ts'
import type { Wire } from './wires.ts'

/** What a scenario needs running: one directory, and an atServer for each atSign, not activated. */
export type TestNetworkOptions = { readonly atSigns: readonly AtSign[] }

/** A directory and atServers to run a scenario against, whatever they run in. */
export type TestNetwork = {
  /** `processes`: one process each, over TLS. `one process`: all in this one, without sockets. */
  readonly kind: 'processes' | 'one process'
  /** Signs the certificates of this network; tests make bad ones with it. */
  readonly authority: Authority
  /** What everybody shows for themselves: a certificate for `localhost`. */
  readonly identity: TlsIdentity
  /** How bytes travel here: for peers that a test plays itself. */
  readonly network: Network
  readonly directoryPort: number
  readonly portOf: (atSign: AtSign) => number
  /** The one-time secret of an atSign. */
  readonly secretOf: (atSign: AtSign) => string
  /** A connection on which nothing was said yet; the greeting has been taken. */
  readonly connect: (options: ConnectOptions) => Promise<LineClient>
  /** A connection for bytes; the greeting has not been taken. */
  readonly dial: (options: ConnectOptions) => Promise<Wire>
  /** Tells the directory where an atSign is. */
  readonly publish: (atSign: AtSign, port: number) => void
  /** Stops an atServer properly and starts it again on the same records and port. */
  readonly restart: (atSign: AtSign) => Promise<void>
  /** The same without a chance to say goodbye, where there is a process to kill. */
  readonly crash: (atSign: AtSign) => Promise<void>
  /** Lets time pass for the servers; only where they run on a clock of ours. */
  readonly advance: ((ms: number) => void) | undefined
  /**
   * Does `work` without waiting for deadlines of exactly these lengths, milliseconds, where the
   * servers run on a clock of ours; elsewhere they take as long as they take.
   */
  readonly hurry: <T>(deadlinesMs: readonly number[], work: () => Promise<T>) => Promise<T>
  /** Starts one more atServer, which asks another directory than the rest. */
  readonly openAnother: (options: AnotherServerOptions) => Promise<AnotherServer>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** An atServer beside the others. */
export type AnotherServerOptions = {
  readonly atSign: AtSign
  readonly directoryPort: number
  /** What it shows to other atServers; what it shows to everybody unless given. */
  readonly outgoing?: TlsIdentity
  /** Settings in which it differs from the rest. */
  readonly settings?: {
    readonly testing?: boolean
    readonly protectedKeys?: readonly string[]
    /** Only where servers run in this process: no program can be told. */
    readonly rates?: AtServerSettings['rates']
  }
}

/** An atServer beside the others, not activated. */
export type AnotherServer = AsyncDisposable & { readonly port: number; readonly secret: string }

/** Where to connect, and what to show there. */
export type ConnectOptions = {
  readonly port: number
  readonly identity?: TlsIdentity
}
