import type { Resolver } from '@atnet/directory/resolver'
import type { Keystore } from '@atnet/keystore'
import type { AtSign } from '@atnet/protocol-codec'
import { type Clock, type Log, type Metrics, type Randomness, silentMetrics } from '@atnet/runtime'
import type { Listener, Network, TlsIdentity } from '@atnet/transport'
import { openConnectLists } from '@atnet/verbs'
import { openConnections } from './connections.ts'
import { openCounts, showState } from './counts.ts'
import type { Engine } from './engine.ts'
import { prepareStore } from './first-start.ts'
import { openJobs } from './jobs/jobs.ts'
import { type OutgoingIdentity, openOutgoingSide } from './peers/outgoing.ts'
import { openPeers } from './peers/peers.ts'
import { placesFrom } from './peers/places.ts'
import { openPublicRecords } from './peers/public-records.ts'
import { openVerbRates } from './rates.ts'
import { openReception, type Reception } from './reception.ts'
import { openReplyRoom } from './reply-room.ts'
import { openRuntimeSettings } from './runtime-settings.ts'
import { type AtServerSettings, defaultSettings } from './settings.ts'
import { statisticsOf } from './statistics.ts'
import { openSweeper, type Sweeper } from './sweeper.ts'

/** What one atSign's server is made of. The keystore and the resolver stay their owner's to close. */
export type AtServerOptions = {
  readonly atSign: AtSign
  readonly network: Network
  /** Addresses to listen on, all at one port. */
  readonly hosts: readonly string[]
  /** 0 picks a free one. */
  readonly port: number
  readonly identity: TlsIdentity
  /** What other atServers are shown when this one calls; `identity` unless given (peer.tls.outgoing). */
  readonly outgoing?: OutgoingIdentity | undefined
  /** Certificate authorities, PEM, that peers and the servers we call are checked against; `undefined` means the system's. */
  readonly trust: string | undefined
  readonly addresses: Pick<Resolver, 'find' | 'forget'>
  readonly keystore: Keystore
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  /** Where what happens is counted; nowhere unless given. */
  readonly metrics?: Metrics
  /** The one-time secret for the first login; ignored once its owner has deleted it. */
  readonly cramSecret: string | undefined
  readonly settings?: Partial<AtServerSettings>
}

/** A running atServer. */
export type AtServer = AsyncDisposable & {
  readonly port: number
  /**
   * Shows another certificate from now on; open connections stay. Throws `ListenError` and changes
   * nothing when it cannot be used (atserver.identity).
   */
  readonly setIdentity: (identity: TlsIdentity, trust: string | undefined) => void
  /** Shows other atServers another certificate from now on. Throws `PemError` and changes nothing when it cannot be used. */
  readonly setOutgoing: (outgoing: OutgoingIdentity) => void
}

/**
 * Opens an atServer: it accepts connections when the promise resolves, and has answered what was
 * in flight when it is disposed of. Throws what the keystore, the network or a certificate throws
 * (atserver.open).
 */
export async function openAtServer(options: AtServerOptions): Promise<AtServer> {
  const { atSign: owner, keystore: store, clock, log, cramSecret } = options
  const { metrics = silentMetrics } = options
  const settings = { ...defaultSettings, ...options.settings }
  const outgoing = openOutgoingSide(options)
  await prepareStore({ owner, store, clock, cramSecret })
  const counts = openCounts(metrics)
  const sweeper = openSweeper({ store, clock, log, swept: counts.sweep })
  const write = writeAndSweep(store, sweeper)
  const places = placesFrom(options.addresses)
  const peers = openPeers({
    ...{ owner, store, write, clock, places, network: options.network },
    ...{ limit: settings.outboundLimit, idleMs: settings.outboundIdleMs },
    identity: outgoing.identity,
    trust: outgoing.trust,
  })
  const runtimeSettings = openRuntimeSettings(settings)
  const connections = openConnections({
    ...{ settings, clock, randomness: options.randomness },
    limit: () => runtimeSettings.number('inboundMaxLimit') ?? settings.inboundLimit,
  })
  const engine: Engine = {
    ...{ owner, settings, store, write, peers, clock, log, counts, runtimeSettings },
    mayConnect: openConnectLists(owner, store.reader),
    outgoingCertificate: outgoing.certificate,
    addresses: places,
    publicRecords: openPublicRecords({ peers, clock }),
    connections,
    transfers: new Map(),
    statistics: statisticsOf({ owner, connections, store, outbound: peers.count }),
    replyRoom: openReplyRoom({ bytes: settings.replyBytes, clock }),
    rates: openVerbRates(settings.rates, clock),
    randomness: options.randomness,
    startedAt: clock.now(),
  }
  const reception = openReception(engine)
  const listener = await listen(options, engine, reception)
  showState(metrics, { ...engine, outbound: peers.count })
  const jobs = openJobs(engine)
  log('info', 'atserver.opened', { port: listener.address.port })
  return {
    port: listener.address.port,
    setIdentity: (identity, trust) => {
      // First, since it refuses what cannot be used.
      listener.setIdentity(identity, trust)
      outgoing.setIdentity(identity, trust)
    },
    setOutgoing: outgoing.setOutgoing,
    [Symbol.asyncDispose]: async () => {
      sweeper.stop()
      const jobsOver = jobs.stop()
      await listener.close()
      await reception.close()
      await peers.close()
      await jobsOver
      log('info', 'atserver.closed')
    },
  }
}

/** Every write may bring a record that expires before all others. */
function writeAndSweep(store: Keystore, sweeper: Sweeper): Keystore['write'] {
  sweeper.wake()
  return (work) => {
    const written = store.write(work)
    sweeper.wake()
    return written
  }
}

function listen(
  options: AtServerOptions,
  { settings, counts }: Engine,
  reception: Reception,
): Promise<Listener> {
  const { network, hosts, port, identity, trust, log } = options
  const { handshakeDeadlineMs } = settings
  return network.listen({
    ...{ hosts, port, identity, trust, handshakeDeadlineMs },
    requestCertificate: true,
    admit: ({ address }) => reception.admit(address),
    accept: ({ stream }) => reception.receive(stream),
    refused: ({ reason }) => {
      counts.refusal(reason)
      log('debug', 'connection.refused', { reason })
    },
  })
}
