import type { Clock, Randomness } from '@atnet/runtime'
import type { Network } from '@atnet/transport'

/** The world around the program; tests bring their own. */
export type Host = {
  /** Where the command was started; `.atnet` is looked for here. */
  readonly folder: string
  /** The user's home, where `.atsign/keys` is. */
  readonly home: string
  /** Writes to standard output: results, and nothing else. */
  readonly out: (text: string) => void
  /** Writes to standard error: everything that is no result. */
  readonly error: (text: string) => void
  /** Whether a terminal shows standard output, and would obey control characters in it. */
  readonly isTerminal: boolean
  /** Standard input, in pieces as they come. */
  readonly input: AsyncIterable<Uint8Array>
  /** Calls `action` each time the process is asked to stop. */
  readonly onStopRequest: (action: () => void) => void
  readonly clock: Clock
  readonly randomness: Randomness
  readonly network: Network
}
