import type { StreamError } from './byte-stream.ts'

/** Any number of callers waiting for one thing to happen. */
export type Waiters = {
  /** Resolves at the next `resolve`, rejects at the next `reject`. */
  readonly wait: () => Promise<void>
  readonly resolve: () => void
  readonly reject: (error: StreamError) => void
  /** A promise that has failed already. */
  readonly refuse: (error: StreamError) => Promise<void>
}

type Pending = {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: StreamError) => void
}

/**
 * One promise shared by all who wait. A rejection that nobody waits for is no unhandled one: whoever sends may
 * go without looking, and learns of the end from the incoming side (transport.stream.contained).
 */
export function openWaiters(): Waiters {
  let pending: Pending | undefined
  function settle(how: (waiters: Pending) => void): void {
    const settled = pending
    pending = undefined
    if (settled !== undefined) {
      how(settled)
    }
  }
  return {
    wait: () => {
      pending ??= openPending()
      return pending.promise
    },
    resolve: () => settle(({ resolve }) => resolve()),
    reject: (error) => settle(({ reject }) => reject(error)),
    refuse: (error) => quiet(Promise.reject(error)),
  }
}

function openPending(): Pending {
  let resolve = (): void => undefined
  let reject = (_error: StreamError): void => undefined
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise: quiet(promise), resolve, reject }
}

function quiet(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined)
  return promise
}
