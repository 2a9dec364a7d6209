/** A batch did not reach the disk; all its writes were refused. */
export const BATCH_LOST = 'batch.lost'

/** Access log rows could not be saved; statistics miss them after a restart. */
export const ACCESS_LOG_UNSAVED = 'access-log.unsaved'

/** The code of whatever is at the root of an error: enough for an operator, and never a value. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'unknown'
  }
  if (error.cause instanceof Error) {
    return reasonOf(error.cause)
  }
  return 'code' in error ? String(error.code) : error.name
}
