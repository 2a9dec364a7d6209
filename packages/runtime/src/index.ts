export { type Clock, sleep, systemClock, type Timer, type TimerOptions } from './clock.ts'
export { type Log, type LogFields, type LogLevel, silentLog } from './log.ts'
export {
  type Family,
  type Figure,
  type Labels,
  type LabelValues,
  type Metrics,
  type Spread,
  silentMetrics,
} from './metrics.ts'
export { type Randomness, systemRandomness } from './randomness.ts'
