import { AtFault, type AtSign, type FaultName } from '@atnet/protocol-codec'
import {
  type CacheContext,
  dueOrigin,
  keyPages,
  type OriginAddress,
  refreshCopy,
  sliceTimer,
} from '@atnet/verbs'
import { maxRefreshedPeers, maxRefreshPeerMs, refreshStepRecords } from '../limits.ts'

/** What a refresh works on. */
export type CacheRefreshOptions = CacheContext & {
  /** Whether the server is stopping: then nobody is asked any more. */
  readonly isStopped: () => boolean
}

/** One run. */
type Run = CacheRefreshOptions & {
  /** How long each origin has kept it busy, milliseconds; for ever, if it cannot be asked. */
  readonly busyMs: Map<AtSign, number>
  /** To be asked after each step: one slice goes on over the pages. */
  readonly sliceOver: () => Promise<void> | undefined
}

/** Faults that say more about a peer than about one of its records. */
const unreachable: ReadonlySet<FaultName> = new Set<FaultName>([
  'socketError',
  'secondaryNotFound',
  'handshakeFailure',
  'timeout',
  'blocked',
])

/**
 * Asks the origin of every copy that is due: several origins at once, one question to each. One that
 * cannot be reached, or takes too long, is not asked again in the same run, and what fails leaves its
 * copy as it is (data.cache.refresh).
 */
export async function refreshCopies(options: CacheRefreshOptions): Promise<void> {
  const run = { ...options, busyMs: new Map<AtSign, number>(), sliceOver: sliceTimer() }
  const query = { prefix: 'cached:', limit: refreshStepRecords }
  for (const keys of keyPages(options.records, query)) {
    await askInParallel(await dueByPeer(keys, run), run)
    if (options.isStopped()) {
      return
    }
  }
}

/** Reads copies one by one: their values may be large, so others get a turn between them. */
async function dueByPeer(
  keys: readonly string[],
  { records, clock, isStopped, sliceOver }: Run,
): Promise<ReadonlyMap<AtSign, readonly OriginAddress[]>> {
  const due = new Map<AtSign, OriginAddress[]>()
  for (const key of keys) {
    await sliceOver()
    if (isStopped()) {
      return new Map()
    }
    const copy = records.get(key)
    const origin = copy === undefined ? undefined : dueOrigin(copy, clock.now())
    if (origin !== undefined) {
      due.set(origin.atSign, [...(due.get(origin.atSign) ?? []), origin])
    }
  }
  return due
}

async function askInParallel(
  due: ReadonlyMap<AtSign, readonly OriginAddress[]>,
  run: Run,
): Promise<void> {
  // All workers take from the same queue.
  const queue = due.values()
  async function work(): Promise<void> {
    for (const origins of queue) {
      await askPeer(origins, run)
    }
  }
  const workers = Array.from({ length: maxRefreshedPeers }, work)
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') {
    throw failed.reason
  }
}

async function askPeer(origins: readonly OriginAddress[], run: Run): Promise<void> {
  const { busyMs, clock, isStopped } = run
  for (const origin of origins) {
    const { atSign } = origin
    const before = busyMs.get(atSign) ?? 0
    if (isStopped() || before > maxRefreshPeerMs) {
      return
    }
    const startedAt = clock.now()
    const outcome = await attempt(origin, run)
    const tookMs = outcome === 'unreachable' ? Number.POSITIVE_INFINITY : clock.now() - startedAt
    busyMs.set(atSign, before + Math.max(tookMs, 0))
  }
}

async function attempt(origin: OriginAddress, run: Run): Promise<'asked' | 'unreachable'> {
  try {
    await refreshCopy(origin, run)
    return 'asked'
  } catch (error) {
    if (!(error instanceof AtFault) || error.fault === 'dataStore') {
      throw error
    }
    return unreachable.has(error.fault) ? 'unreachable' : 'asked'
  }
}
