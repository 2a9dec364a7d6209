import type { Log } from '../log.ts'
import { type Metrics, silentMetrics } from '../metrics.ts'
import { openMetrics } from './exposition.ts'
import { openHealth, type Readiness } from './health.ts'
import { measureProcess } from './process-metrics.ts'

/** What an operator sees of a program. */
export type Operations = AsyncDisposable & { readonly metrics: Metrics }

/**
 * Opens what an operator asks a program: whether it lives, whether it can do its work, and its figures. Without
 * a port nothing listens and nothing is counted. Throws `StartError` when the port cannot be had.
 */
export async function openOperations(options: {
  readonly port: number | undefined
  readonly version: string
  readonly readiness: () => Readiness
  readonly log: Log
}): Promise<Operations> {
  const { port, version, readiness, log } = options
  if (port === undefined) {
    return { metrics: silentMetrics, [Symbol.asyncDispose]: async () => undefined }
  }
  const metrics = openMetrics()
  const health = await openHealth({ port, readiness, metrics: metrics.expose })
  const measuring = measureProcess(metrics, version)
  log('info', 'health.opened', { port: health.port })
  return {
    metrics,
    [Symbol.asyncDispose]: async () => {
      measuring[Symbol.dispose]()
      await health[Symbol.asyncDispose]()
    },
  }
}
