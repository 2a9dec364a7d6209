import type { AtSign } from '@atnet/protocol-codec'
import type { Clock } from '@atnet/runtime'
import type { Network, TlsIdentity } from '@atnet/transport'
import { LRUCache } from 'lru-cache'
import type { Address } from './address.ts'
import type { DirectoryAddress } from './directory-address.ts'
import { DirectoryUnreachable } from './errors.ts'
import { defaultCacheMs, maxCachedAddresses, maxLookups } from './limits.ts'
import { lookUp } from './look-up.ts'

export type { Address } from './address.ts'
export { type DirectoryAddress, parseDirectoryAddress } from './directory-address.ts'
export { AddressNotFound, DirectoryUnreachable } from './errors.ts'

/** What a resolver needs. */
export type ResolverOptions = {
  readonly network: Network
  readonly directory: DirectoryAddress
  /** Authorities the directory's certificate must chain to, PEM; `undefined` for those Node trusts. */
  readonly trust: string | undefined
  readonly clock: Clock
  /** Shown to a directory that asks for a certificate; none of the known ones does. */
  readonly identity?: TlsIdentity
  /** How long an address is remembered, in milliseconds; an hour unless given. */
  readonly cacheMs?: number
  /** How long one `find` may take, all attempts and pauses together, in milliseconds. */
  readonly deadlineMs: number
}

/** Finds atServers, and remembers where they were. */
export type Resolver = {
  /**
   * Where the atServer of `atSign` is. Those who ask for one atSign at a time share one lookup. Throws
   * `AddressNotFound` when the directory does not know it, which is never remembered, and
   * `DirectoryUnreachable` when it gave no answer (directory.resolve.cache, directory.resolve.retry).
   */
  readonly find: (atSign: AtSign) => Promise<Address>
  /** Drops what is remembered, or being looked up: the atServer was not where it should be. */
  readonly forget: (atSign: AtSign) => void
  /** Shows and trusts other certificates from the next lookup on. */
  readonly setIdentity: (identity: TlsIdentity, trust: string | undefined) => void
  /** Breaks off what is under way, which then fails with `DirectoryUnreachable`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

type Remembered = { readonly address: Address; readonly at: number }

/** Opens a resolver over one directory. Nothing is connected before the first `find`. */
export function openResolver(options: ResolverOptions): Resolver {
  const { directory, clock, cacheMs = defaultCacheMs } = options
  const cache = new LRUCache<AtSign, Remembered>({ max: maxCachedAddresses })
  const lookups = new Map<AtSign, Promise<Address>>()
  const closing = new AbortController()
  let certificates: Pick<ResolverOptions, 'identity' | 'trust'> = options

  function remembered(atSign: AtSign): Address | undefined {
    const known = cache.get(atSign)
    const ageMs = known === undefined ? cacheMs : clock.now() - known.at
    // A clock that was set back must not make an address last longer.
    return ageMs >= 0 && ageMs < cacheMs ? known?.address : undefined
  }

  async function begin(atSign: AtSign): Promise<Address> {
    if (closing.signal.aborted) {
      throw new DirectoryUnreachable('The resolver is closed')
    }
    if (lookups.size >= maxLookups) {
      throw new DirectoryUnreachable(`${maxLookups} lookups are under way already: try again later`)
    }
    const lookup = lookUp(atSign, { ...options, ...certificates }, directory, closing.signal)
    lookups.set(atSign, lookup)
    try {
      const address = await lookup
      if (lookups.get(atSign) === lookup) {
        cache.set(atSign, { address, at: clock.now() })
      }
      return address
    } finally {
      if (lookups.get(atSign) === lookup) {
        lookups.delete(atSign)
      }
    }
  }

  return {
    find: async (atSign) =>
      directory.kind === 'proxy'
        ? { host: directory.host, port: directory.port }
        : (remembered(atSign) ?? (await (lookups.get(atSign) ?? begin(atSign)))),
    forget: (atSign) => {
      cache.delete(atSign)
      lookups.delete(atSign)
    },
    setIdentity: (identity, trust) => {
      certificates = { identity, trust }
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort()
      await Promise.allSettled(lookups.values())
    },
  }
}
