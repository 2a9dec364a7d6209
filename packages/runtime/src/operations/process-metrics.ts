import { monitorEventLoopDelay } from 'node:perf_hooks'
import { eventLoopResolutionMs } from '../limits.ts'
import type { Metrics } from '../metrics.ts'

/** Counts what this process takes and how late its event loop is, until it is disposed of. */
export function measureProcess(metrics: Metrics, version: string): Disposable {
  const delay = monitorEventLoopDelay({ resolution: eventLoopResolutionMs })
  delay.enable()
  metrics.readings(
    {
      name: 'atnet_build_info',
      help: 'Which version this is; always 1.',
      labels: { version: [version], node: [process.version] },
      kind: 'gauge',
    },
    () => [{ labels: { version, node: process.version }, value: 1 }],
  )
  metrics.readings(
    {
      name: 'atnet_process_cpu_seconds_total',
      help: 'Processor time taken, seconds.',
      labels: { mode: ['user', 'system'] },
      kind: 'counter',
    },
    () => {
      const { user, system } = process.cpuUsage()
      return [
        { labels: { mode: 'user' }, value: user / 1e6 },
        { labels: { mode: 'system' }, value: system / 1e6 },
      ]
    },
  )
  metrics.readings(
    {
      name: 'atnet_process_memory_bytes',
      help: 'Memory taken: all of the process, the heap in use, and buffers outside of the heap.',
      labels: { kind: ['resident', 'heap', 'external'] },
      kind: 'gauge',
    },
    () => {
      const { rss, heapUsed, external } = process.memoryUsage()
      return [
        { labels: { kind: 'resident' }, value: rss },
        { labels: { kind: 'heap' }, value: heapUsed },
        { labels: { kind: 'external' }, value: external },
      ]
    },
  )
  metrics.readings(
    {
      name: 'atnet_process_uptime_seconds',
      help: 'How long the process has been running, seconds.',
      labels: {},
      kind: 'gauge',
    },
    () => [{ labels: {}, value: process.uptime() }],
  )
  readDelay(metrics, delay)
  return { [Symbol.dispose]: () => void delay.disable() }
}

/** The monitor's figures include its own interval: what is above that is the delay. */
function readDelay(metrics: Metrics, delay: ReturnType<typeof monitorEventLoopDelay>): void {
  metrics.readings(
    {
      name: 'atnet_event_loop_delay_seconds',
      help: 'How late timers were since the last time anybody asked, seconds.',
      labels: { quantile: ['0.5', '0.99', '1'] },
      kind: 'gauge',
    },
    () => {
      const seconds = (nanoseconds: number): number =>
        Math.max(nanoseconds / 1e9 - eventLoopResolutionMs / 1e3, 0)
      const [median, late] = [delay.percentile(50), delay.percentile(99)].map(seconds)
      const latest = seconds(delay.max)
      delay.reset()
      return [
        { labels: { quantile: '0.5' }, value: median ?? 0 },
        { labels: { quantile: '0.99' }, value: late ?? 0 },
        { labels: { quantile: '1' }, value: latest },
      ]
    },
  )
}
