import { type AtSign, parseAtSign } from '@atnet/protocol-codec'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { openInOneProcess } from './in-one-process.ts'
import { openProcesses } from './processes.ts'
import type { TestNetwork } from './test-network.ts'

/** Who has something to share. */
export const alice: AtSign = parseAtSign('@alice')
/** Whom she shares most of it with. */
export const bob: AtSign = parseAtSign('@bob')
/** Whom she shares less with. */
export const carol: AtSign = parseAtSign('@carol')

/** Declares a test that moves the servers' clock, where there is one to move. */
export type ItWithClock = (
  title: string,
  expectations: (advance: (ms: number) => void) => Promise<void>,
) => void

/**
 * Runs the same scenarios twice: on real processes over TLS, and on the same servers in one process.
 * The network is opened once for all of `tests`, which get it by calling their first argument. What
 * needs a clock to be moved is declared with the second, and runs in one process alone.
 */
export function everywhere(
  title: string,
  atSigns: readonly AtSign[],
  tests: (network: () => TestNetwork, itWithClock: ItWithClock) => void,
): void {
  describe.each([
    { place: 'as processes', open: openProcesses, hasClock: false },
    { place: 'in one process', open: openInOneProcess, hasClock: true },
  ])(`${title}, $place`, ({ open, hasClock }) => {
    let network: TestNetwork | undefined
    beforeAll(async () => {
      network = await open({ atSigns })
    })
    afterAll(async () => {
      await network?.[Symbol.asyncDispose]()
    })
    function opened(): TestNetwork {
      if (network === undefined) {
        throw new Error('the network is not open yet')
      }
      return network
    }
    const declare: ItWithClock = (claim, expectations) =>
      it(claim, () => expectations((ms) => opened().advance?.(ms)))
    tests(opened, hasClock ? declare : () => undefined)
  })
}
