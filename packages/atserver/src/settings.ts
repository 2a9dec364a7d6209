import type { VerbSettings } from '@atnet/verbs'
import { defaultReplyBytes } from './limits.ts'
import { infoVersion } from './version.ts'

/** How one atServer behaves; every number has a default that deployed servers share. */
export type AtServerSettings = VerbSettings & {
  /** Connections at once, of every kind. */
  readonly inboundLimit: number
  /** How long a stranger may be silent while at most half of the slots are taken, milliseconds. */
  readonly inboundIdleMs: number
  /** The same for the owner and for peers, whose monitors are silent by nature. */
  readonly authenticatedIdleMs: number
  /** Connections to other atServers at once. */
  readonly outboundLimit: number
  /** How long an unused connection to another atServer is kept, milliseconds. */
  readonly outboundIdleMs: number
  /** Bytes of replies that may wait for their readers, all connections together. */
  readonly replyBytes: number
  /** How long a TLS handshake may take, milliseconds. */
  readonly handshakeDeadlineMs: number
  /** The hour of the day (UTC) at which copies are refreshed; one of its own choice unless given. */
  readonly cacheRefreshHour: number | undefined
  /** How long a stream waits for what comes next: its receiver, more bytes, the end; milliseconds. */
  readonly streamWaitMs: number
  /** How often one address may connect, say `from:` or fail to prove itself. */
  readonly rates: Rates
}

/** Bounds per remote address: what may come at once, and what is granted again each second. */
export type Rates = {
  readonly connections: Rate
  readonly froms: Rate
  readonly failedProofs: Rate
}

/** A bucket of grants. */
export type Rate = { readonly burst: number; readonly perSecond: number }

/** The settings of a server that was told nothing. */
export const defaultSettings: AtServerSettings = {
  version: infoVersion,
  clientCertificateRequired: true,
  polChallenge: 'bound',
  testing: false,
  protectedKeys: [],
  syncPageLimit: 25,
  statsTopVisits: 5,
  statsTopKeys: 5,
  inboundLimit: 200,
  inboundIdleMs: 600_000,
  authenticatedIdleMs: 2_592_000_000,
  outboundLimit: 200,
  // A second less than peers wait, so that the side that asks is the one that closes.
  outboundIdleMs: 599_000,
  replyBytes: defaultReplyBytes,
  handshakeDeadlineMs: 10_000,
  cacheRefreshHour: undefined,
  // As long as the notification that tells the receiver.
  streamWaitMs: 900_000,
  rates: {
    connections: { burst: 400, perSecond: 100 },
    froms: { burst: 1_000, perSecond: 200 },
    failedProofs: { burst: 10, perSecond: 0.2 },
  },
}
