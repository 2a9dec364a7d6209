import { type Clock, type Log, type Metrics, silentMetrics, sleep } from '@atnet/runtime'
import type { ByteStream, Listener, Network, Refusal, TlsIdentity } from '@atnet/transport'
import { type DirectoryCounts, openDirectoryCounts } from './counts.ts'
import * as limits from './limits.ts'
import { serveLookups } from './lookup-session.ts'
import type { AddressSource } from './store.ts'

/** Bounds of a directory that an operator may want to change. */
export type DirectoryLimits = {
  readonly connections: number
  readonly connectionsPerAddress: number
  /** How long a client may take for its next question, in milliseconds; peers rely on a minute. */
  readonly idleMs: number
  readonly handshakeDeadlineMs: number
}

/** What a directory needs. */
export type DirectoryOptions = {
  readonly network: Network
  /** Addresses to listen on, all on one port; port 0 picks a free one. */
  readonly hosts: readonly string[]
  readonly port: number
  readonly identity: TlsIdentity
  readonly store: AddressSource
  readonly clock: Clock
  readonly log: Log
  /** Where what happens is counted; nowhere unless given. */
  readonly metrics?: Metrics
  /** Slow down, then cut off, who keeps asking for names that do not exist. */
  readonly tarpit: boolean
  readonly limits?: Partial<DirectoryLimits>
}

/** A directory that answers. */
export type Directory = {
  readonly port: number
  /** The hosts bound: those asked for, less IPv6 ones that this machine lacks. */
  readonly hosts: readonly string[]
  /** Shows another certificate from the next connection on. Throws `ListenError('identity')`. */
  readonly setIdentity: (identity: TlsIdentity) => void
  /** Answers what is under way, tells newcomers that it is stopping, closes. Leaves the store open. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** What newcomers are told while the directory stops (directory.stop.text). */
const stopText = "Stop in progress. Can't accept new requests."

type Life = {
  readonly options: DirectoryOptions
  readonly limits: DirectoryLimits
  readonly sessions: Map<ByteStream, Promise<void>>
  readonly perAddress: Map<string, number>
  readonly stop: AbortController
  readonly counts: DirectoryCounts
}

/**
 * Opens an atDirectory: it tells, to whoever asks over TLS, where the atServer of an atSign is. Throws `ListenError`
 * when the port cannot be had or the certificate is unusable.
 */
export async function openDirectory(options: DirectoryOptions): Promise<Directory> {
  const { connections, connectionsPerAddress, idleMs, handshakeDeadlineMs } = {
    connections: limits.maxConnections,
    connectionsPerAddress: limits.maxConnectionsPerAddress,
    idleMs: limits.idleMs,
    handshakeDeadlineMs: limits.handshakeDeadlineMs,
    ...options.limits,
  }
  const life: Life = {
    options,
    limits: { connections, connectionsPerAddress, idleMs, handshakeDeadlineMs },
    sessions: new Map(),
    perAddress: new Map(),
    stop: new AbortController(),
    counts: openDirectoryCounts(options.metrics ?? silentMetrics, () => life.sessions.size),
  }
  const { network, hosts, port, identity, log } = options
  const listener = await network.listen({
    hosts,
    port,
    identity,
    trust: undefined,
    requestCertificate: false,
    handshakeDeadlineMs,
    accept: ({ stream }) => receive(life, stream),
    refused: (refusal) => noteRefusal(life, refusal),
  })
  log('info', 'directory.opened', { port: listener.address.port })
  let closing: Promise<void> | undefined
  return {
    port: listener.address.port,
    hosts: listener.address.hosts,
    setIdentity: (next) => listener.setIdentity(next, undefined),
    [Symbol.asyncDispose]: () => {
      closing ??= close(life, listener)
      return closing
    },
  }
}

function noteRefusal({ options, counts }: Life, { reason, detail, remote }: Refusal): void {
  counts.refusal(reason)
  options.log('debug', 'connection.refused', { reason, detail, address: remote?.address })
}

/** Lets a connection in, if there is room for it (directory.connections.limit). */
function receive(life: Life, stream: ByteStream): void {
  const { options, limits: bounds, sessions, perAddress, stop, counts } = life
  if (stop.signal.aborted) {
    void stream.send(stopText)
    void stream.end()
    return
  }
  const { address } = stream.remote
  const siblings = perAddress.get(address) ?? 0
  if (sessions.size >= bounds.connections || siblings >= bounds.connectionsPerAddress) {
    counts.refusal('tooManyConnections')
    options.log('warn', 'connection.refused', { reason: 'tooManyConnections', address })
    stream.destroy()
    return
  }
  perAddress.set(address, siblings + 1)
  counts.connection()
  const { store, clock, log, tarpit } = options
  const { idleMs } = bounds
  sessions.set(
    stream,
    serveLookups({
      ...{ stream, store, clock, log, tarpit, idleMs },
      stopping: stop.signal,
      counts,
    }),
  )
  void stream.closed.then(() => leave(life, stream))
}

function leave({ sessions, perAddress }: Life, stream: ByteStream): void {
  sessions.delete(stream)
  const { address } = stream.remote
  const left = (perAddress.get(address) ?? 1) - 1
  if (left === 0) {
    perAddress.delete(address)
  } else {
    perAddress.set(address, left)
  }
}

async function close({ options, sessions, stop }: Life, listener: Listener): Promise<void> {
  stop.abort()
  const answered = Promise.all(sessions.values())
  const enough = new AbortController()
  await Promise.race([answered, sleep(options.clock, limits.drainMs, enough.signal)])
  enough.abort()
  await listener.close()
  for (const stream of sessions.keys()) {
    stream.destroy()
  }
  options.log('info', 'directory.closed')
}
