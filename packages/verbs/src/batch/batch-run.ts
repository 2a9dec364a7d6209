import type { AtFault } from '@atnet/protocol-codec'

/** What one command of a batch came to. */
export type ItemOutcome =
  | { readonly kind: 'done'; readonly payload: string | null }
  | { readonly kind: 'fault'; readonly fault: AtFault }

/** The commands of one batch being run, one after the other. */
export type BatchRun = {
  /**
   * Runs one line as if it had come alone: admitted, parsed, authorised and handled. The next line
   * can read what it wrote at once. Rejects with `AtFault('dataStore')` when the store fails, with
   * `AtFault('serverPaused')` when the server is stopping, and with `AtFault('socketError')` when the
   * connection is gone: no line after it makes sense (data.batch.gone).
   */
  readonly run: (line: string) => Promise<ItemOutcome>
  /**
   * Resolves once everything that the lines wrote is on disk; rejects with `AtFault('dataStore')`
   * when some of it never will be.
   */
  readonly written: () => Promise<void>
}
