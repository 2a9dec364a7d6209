import { describe } from 'vitest'
import { listeningContract } from './contract/listening.ts'
import { streamContract } from './contract/streams.ts'
import { verificationContract } from './contract/verification.ts'
import type { Network } from './network.ts'

export { type LeafOptions, type TestAuthority, testAuthority } from './contract/authority.ts'

/**
 * Registers the tests that every network has to pass with vitest. `makeNetwork` gives a fresh network; it has to reach
 * the loopback addresses and `localhost`. Needs the optional peers `vitest`, `@peculiar/x509` and `reflect-metadata`.
 */
export function networkContract(name: string, makeNetwork: () => Network): void {
  describe(name, () => {
    verificationContract(makeNetwork)
    listeningContract(makeNetwork)
    streamContract(makeNetwork)
  })
}
