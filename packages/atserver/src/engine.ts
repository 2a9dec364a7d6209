import type { Keystore } from '@atnet/keystore'
import { type AtSign } from '@atnet/protocol-codec'
import type { Clock, Log, Randomness } from '@atnet/runtime'
import {
  type Addresses,
  ANYONE,
  type Context,
  type MayConnect,
  type OutgoingCertificate,
  type Peers,
  type PublicRecords,
  type Statistics,
} from '@atnet/verbs'
import { startBatch } from './batch-run.ts'
import type { Connections } from './connections.ts'
import type { Counts } from './counts.ts'
import type { VerbRates } from './rates.ts'
import type { ReplyRoom } from './reply-room.ts'
import type { RuntimeValues } from './runtime-settings.ts'
import { type Session, takeChallenge } from './session.ts'
import type { AtServerSettings } from './settings.ts'
import { streamsOf, type Transfers } from './streams/streams.ts'

/** All that the connections of one atServer share. */
export type Engine = {
  readonly owner: AtSign
  readonly settings: AtServerSettings
  readonly store: Keystore
  /** Runs a write and lets the sweeper know that there may be something new to wait for. */
  readonly write: Keystore['write']
  readonly peers: Peers
  readonly publicRecords: PublicRecords
  readonly addresses: Addresses
  readonly connections: Connections
  readonly transfers: Transfers
  readonly statistics: Statistics
  readonly runtimeSettings: RuntimeValues
  readonly mayConnect: MayConnect
  readonly outgoingCertificate: () => OutgoingCertificate | undefined
  readonly counts: Counts
  readonly replyRoom: ReplyRoom
  readonly rates: VerbRates
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly startedAt: number
}

/** What the handlers of one connection see; made once per connection. */
export function contextFor(session: Session, engine: Engine): Context {
  const { owner, store, clock } = engine
  return {
    owner,
    get caller() {
      return session.caller
    },
    session: {
      id: session.id,
      get claim() {
        return session.claim
      },
      certificate: session.stream.certificate,
      takeChallenge: () => takeChallenge(session, clock),
    },
    signal: session.work.signal,
    records: store.reader,
    write: engine.write,
    peers: engine.peers,
    publicRecords: engine.publicRecords,
    addresses: engine.addresses,
    clock,
    randomness: engine.randomness,
    settings: engine.settings,
    runtimeSettings: engine.runtimeSettings,
    mayConnect: engine.mayConnect,
    disconnectRefused: () => disconnectRefused(engine),
    outgoingCertificate: engine.outgoingCertificate,
    startedAt: engine.startedAt,
    statistics: engine.statistics,
    streams: streamsOf({ session, engine }),
    startBatch: () =>
      startBatch({
        ...{ session, engine },
        contextWith: (write) => contextFor(session, { ...engine, write }),
      }),
    noteAccess: (atSign, verb, key) => {
      store.accessLog.append({ at: clock.now(), atSign, verb, key })
    },
  }
}

/**
 * Cuts off peers that may not connect any more. What such a peer still has in flight is a
 * stranger's from now on (house.config.lists.live).
 */
function disconnectRefused({ connections, mayConnect, log }: Engine): void {
  for (const session of connections.all()) {
    const { caller, stream } = session
    if (caller.kind === 'peer' && !mayConnect(caller.atSign)) {
      session.caller = ANYONE
      stream.destroy()
      log('info', 'connection.unwelcome')
    }
  }
}
