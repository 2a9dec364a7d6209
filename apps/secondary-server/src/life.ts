import type { DirectoryAddress } from '@atnet/directory/resolver'
import type { Keystore } from '@atnet/keystore'
import type { Clock } from '@atnet/runtime'
import type { Readiness } from '@atnet/runtime/operations'
import type { Network } from '@atnet/transport'
import { openDirectoryProbe } from './directory-probe.ts'

/** How far the program is, for whoever asks whether it is ready. */
export type Life = {
  /** Connections are accepted from now on. */
  readonly begin: (keystore: Keystore, trust: string | undefined) => void
  /** The directory is checked against another trust from now on. */
  readonly setTrust: (trust: string | undefined) => void
  /** No connection is accepted any more. */
  readonly end: () => void
  readonly readiness: () => Readiness
}

/**
 * Ready is who reads its store and accepts connections. Whether the directory can be reached is
 * told, but not asked for: an atServer serves its owner without it (app.secondary.ready).
 */
export function openLife(
  { directory }: { readonly directory: DirectoryAddress },
  { network, clock }: { readonly network: Network; readonly clock: Clock },
): Life {
  let store: Keystore | undefined
  let trust: string | undefined
  const probe = openDirectoryProbe({ directory, network, clock, trust: () => trust })
  return {
    begin: (keystore, newTrust) => {
      store = keystore
      trust = newTrust
    },
    setTrust: (newTrust) => {
      trust = newTrust
    },
    end: () => {
      store = undefined
      probe[Symbol.dispose]()
    },
    readiness: () => {
      const listener = store !== undefined
      const checks = { store: store !== undefined && isReadable(store), listener }
      const ready = checks.store && checks.listener
      return { ready, checks: { ...checks, directory: listener ? probe.state() : 'unknown' } }
    },
  }
}

function isReadable({ reader }: Keystore): boolean {
  try {
    reader.lastCommitId()
    return true
  } catch {
    return false
  }
}
