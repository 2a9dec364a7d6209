/** Writes that share one transaction, at most: one turn of the event loop must not grow it without end. */
export const maxBatchWrites = 1_024

/** Turns of the event loop that a batch waits for while each brings more writes: a few, whatever the load. */
export const maxBatchTurns = 4

/** Characters of keys, values and metadata in one transaction, at most: a few of the largest commands. */
export const maxBatchChars = 33_554_432

/** Access log rows kept, the newest ones: enough for statistics, little enough to stay in memory. */
export const maxAccessRows = 5_000

/** Access log rows that wait to be saved, at most: saving them must not hold up a batch. */
export const maxUnsavedAccessRows = 500

/** Characters kept of one text of an access log row: the longest key, with room for an owner. */
export const maxAccessTextChars = 320

/** How long an access log row waits for a batch to ride with before it gets one of its own, milliseconds. */
export const accessSaveMs = 1_000
