import { type AtSign, parseAtSign } from '@atnet/protocol-codec'
import { afterAll, beforeAll, describe } from 'vitest'
import { openInOneProcess } from './in-one-process.ts'
import { openProcesses } from './processes.ts'
import type { TestNetwork } from './test-network.ts'

/** Who has something to share. */
export const alice: AtSign = parseAtSign('@alice')
/** Whom she shares most of it with. */
export const bob: AtSign = parseAtSign('@bob')
/** Whom she shares less with. */
export const carol: AtSign = parseAtSign('@carol')

/**
 * Runs the same scenarios twice: on real processes over TLS, and on the same servers in one process.
 * The network is opened once for all of `tests`, which get it by calling their argument.
 */
export function everywhere(
  title: string,
  atSigns: readonly AtSign[],
  tests: (network: () => TestNetwork) => void,
): void {
  describe.each([
    { place: 'as processes', open: openProcesses },
    { place: 'in one process', open: openInOneProcess },
  ])(`${title}, $place`, ({ open }) => {
    let network: TestNetwork | undefined
    beforeAll(async () => {
      network = await open({ atSigns })
    })
    afterAll(async () => {
      await network?.[Symbol.asyncDispose]()
    })
    tests(() => {
      if (network === undefined) {
        throw new Error('the network is not open yet')
      }
      return network
    })
  })
}
