/** Things to be closed later, in the opposite order of their opening. */
export type Disposal = {
  /** Remembers how to close something. */
  readonly defer: (close: () => PromiseLike<void> | void) => void
  /**
   * Closes everything, each once, going on when one of them fails; then throws the first failure.
   * Asking again waits for the same closing.
   */
  readonly dispose: () => Promise<void>
}

/** An empty list of things to close. */
export function openDisposal(): Disposal {
  const closers: (() => PromiseLike<void> | void)[] = []
  let disposing: Promise<void> | undefined
  async function closeAll(): Promise<void> {
    const failures: unknown[] = []
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) {
      throw new Error('Something could not be closed properly', { cause: failures[0] })
    }
  }
  return {
    defer: (close) => {
      closers.push(close)
    },
    dispose: () => {
      disposing ??= closeAll()
      return disposing
    },
  }
}
