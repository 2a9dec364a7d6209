import type { DirectoryAddress } from '@atnet/directory/resolver'
import type { Clock } from '@atnet/runtime'
import type { Network } from '@atnet/transport'
import { directoryDeadlineMs, directoryProbeMs } from './limits.ts'

/** What is known of the directory: a proxy is never asked. */
export type DirectoryState = 'unknown' | 'reachable' | 'unreachable' | 'proxy'

/** Finds out now and again whether the directory can be reached. */
export type DirectoryProbe = Disposable & {
  /** What was last found out; begins to find out anew when that is old (app.secondary.ready). */
  readonly state: () => DirectoryState
}

/** Opens a probe that connects, checks the certificate and says nothing. */
export function openDirectoryProbe(options: {
  readonly directory: DirectoryAddress
  readonly network: Network
  readonly clock: Clock
  readonly trust: () => string | undefined
}): DirectoryProbe {
  const { directory, network, clock, trust } = options
  const closing = new AbortController()
  let state: DirectoryState = directory.kind === 'proxy' ? 'proxy' : 'unknown'
  let probedAt = Number.NEGATIVE_INFINITY

  async function probe(): Promise<void> {
    const { host, port } = directory
    const { signal } = closing
    try {
      const stream = await network.connect({
        ...{ host, port, signal },
        trust: trust(),
        deadlineMs: directoryDeadlineMs,
      })
      stream.destroy()
      state = 'reachable'
    } catch {
      state = 'unreachable'
    }
  }

  return {
    state: () => {
      const now = clock.now()
      // Either way: a clock may be set back.
      if (directory.kind === 'directory' && Math.abs(now - probedAt) >= directoryProbeMs) {
        probedAt = now
        void probe()
      }
      return state
    },
    [Symbol.dispose]: () => closing.abort(),
  }
}
