export { type ExposedMetrics, openMetrics } from './operations/exposition.ts'
export { type Health, type HealthOptions, openHealth, type Readiness } from './operations/health.ts'
export { type Operations, openOperations } from './operations/operations.ts'
export { type FilePaths, type WatchedFiles, watchFiles } from './operations/watched-files.ts'
