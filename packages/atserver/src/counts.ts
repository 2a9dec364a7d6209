import type { Keystore } from '@atnet/keystore'
import { COMMANDS, FAULTS, type FaultPolicy, type VerbName } from '@atnet/protocol-codec'
import type { Metrics } from '@atnet/runtime'
import type { RefusalReason } from '@atnet/transport'
import type { CallerKind } from '@atnet/verbs'
import type { Connections } from './connections.ts'
import type { ReaderKind, ReplyRoom, Share } from './reply-room.ts'

/** What a command came to: it was done, refused for what its caller did, or failed for what we did. */
export type CommandOutcome = 'done' | 'refused' | 'failed'

/** Work that an atServer does by itself. */
export type JobName = (typeof jobNames)[number]

const jobNames = ['accessLog', 'commitLog', 'cleanUp', 'cacheRefresh'] as const

/** Counts what happens on an atServer; never who or what it was about (ops.metrics.bounded). */
export type Counts = {
  /** A line that was answered; `undefined` when it names no verb. */
  readonly command: (verb: VerbName | undefined, outcome: CommandOutcome) => void
  readonly fault: (code: FaultPolicy['code']) => void
  readonly connection: () => void
  readonly refusal: (reason: RefusalReason | 'full') => void
  /** Expired records that were removed in one go. */
  readonly sweep: (records: number) => void
  readonly job: (job: JobName, outcome: 'done' | 'failed') => void
}

const noVerb = 'none'

const refusals: readonly (RefusalReason | 'full')[] = [
  'full',
  'notAdmitted',
  'tooManyHandshakes',
  'handshakeTimeout',
  'handshakeFailed',
  'untrustedCertificate',
]

/** Opens the counters of an atServer. */
export function openCounts(metrics: Metrics): Counts {
  const command = metrics.counter({
    name: 'atnet_commands_total',
    help: 'Lines answered, by verb and by what came of them; none is a line without a verb.',
    labels: {
      verb: [...Object.values(COMMANDS).map(({ verb }) => verb), noVerb],
      outcome: ['done', 'refused', 'failed'],
    },
  })
  const fault = metrics.counter({
    name: 'atnet_faults_total',
    help: 'Faults told to callers, by code.',
    labels: { code: [...new Set(Object.values(FAULTS).map(({ code }) => code))] },
  })
  return {
    command: (verb, outcome) => command({ verb: verb ?? noVerb, outcome }),
    fault: (code) => fault({ code }),
    ...countConnections(metrics),
    ...countJobs(metrics),
  }
}

function countConnections(metrics: Metrics): Pick<Counts, 'connection' | 'refusal'> {
  const opened = metrics.counter({
    name: 'atnet_connections_opened_total',
    help: 'Connections taken in.',
    labels: {},
  })
  const refused = metrics.counter({
    name: 'atnet_connections_refused_total',
    help: 'Connections turned away, by reason.',
    labels: { reason: refusals },
  })
  return { connection: () => opened({}), refusal: (reason) => refused({ reason }) }
}

function countJobs(metrics: Metrics): Pick<Counts, 'sweep' | 'job'> {
  const sweeps = metrics.counter({
    name: 'atnet_sweeps_total',
    help: 'Times that expired records were removed.',
    labels: {},
  })
  const swept = metrics.counter({
    name: 'atnet_swept_records_total',
    help: 'Expired records removed.',
    labels: {},
  })
  const jobs = metrics.counter({
    name: 'atnet_job_runs_total',
    help: 'Runs of what the server does by itself.',
    labels: { job: jobNames, outcome: ['done', 'failed'] },
  })
  return {
    sweep: (records) => {
      sweeps({})
      swept({}, records)
    },
    job: (job, outcome) => jobs({ job, outcome }),
  }
}

/** Shows what is open at an atServer right now. */
export function showState(
  metrics: Metrics,
  parts: {
    readonly connections: Connections
    readonly replyRoom: ReplyRoom
    readonly outbound: () => number
    readonly store: Keystore
  },
): void {
  const { connections, replyRoom, outbound, store } = parts
  const kinds: readonly CallerKind[] = ['anyone', 'peer', 'owner', 'enrolled']
  metrics.readings(
    {
      name: 'atnet_connections',
      help: 'Open connections, by who has proved to be on them.',
      labels: { caller: kinds },
      kind: 'gauge',
    },
    () => {
      const callers = Array.from(connections.all(), ({ caller }): CallerKind => caller.kind)
      return kinds.map((caller) => ({
        labels: { caller },
        value: callers.filter((kind) => kind === caller).length,
      }))
    },
  )
  metrics.readings(
    {
      name: 'atnet_outbound_connections',
      help: 'Open connections to other atServers.',
      labels: {},
      kind: 'gauge',
    },
    () => [{ labels: {}, value: outbound() }],
  )
  metrics.readings(
    { name: 'atnet_store_bytes', help: 'Room the store takes.', labels: {}, kind: 'gauge' },
    () => [{ labels: {}, value: store.sizeBytes() }],
  )
  showReplies(metrics, replyRoom)
}

function showReplies(metrics: Metrics, room: ReplyRoom): void {
  const kinds: readonly ReaderKind[] = ['owner', 'others']
  const each = (value: (share: Share) => number) => () =>
    kinds.map((kind) => ({ labels: { for: kind }, value: value(room[kind]) }))
  metrics.readings(
    {
      name: 'atnet_reply_bytes',
      help: 'Bytes of replies that wait for their readers.',
      labels: { for: kinds },
      kind: 'gauge',
    },
    each((share) => share.heldBytes()),
  )
  metrics.readings(
    {
      name: 'atnet_replies_waiting',
      help: 'Long replies that wait until there is room for them.',
      labels: { for: kinds },
      kind: 'gauge',
    },
    each((share) => share.waiting()),
  )
}
