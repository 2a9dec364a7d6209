import { AddressNotFound, DirectoryUnreachable, type Resolver } from '@atnet/directory/resolver'
import { AtFault, type AtSign } from '@atnet/protocol-codec'
import type { Addresses } from '@atnet/verbs'

/** Where atServers are, with the directory's failures as faults. */
export type Places = Addresses & {
  /** Drops what is remembered of an atSign: its atServer was not where it should be. */
  readonly forget: (atSign: AtSign) => void
}

/** Asks a resolver, in the protocol's words when it fails (peer.address.faults). */
export function placesFrom(resolver: Pick<Resolver, 'find' | 'forget'>): Places {
  return {
    find: async (atSign) => {
      try {
        return await resolver.find(atSign)
      } catch (error) {
        throw faultOf(atSign, error)
      }
    },
    forget: (atSign) => resolver.forget(atSign),
  }
}

function faultOf(atSign: AtSign, error: unknown): unknown {
  const bare = atSign.slice(1)
  if (error instanceof AddressNotFound) {
    const text = `Unable to find secondary address for atSign:${bare}`
    return new AtFault('secondaryNotFound', text, { cause: error })
  }
  if (error instanceof DirectoryUnreachable) {
    const text = `Could not fetch secondary address for ${bare} : the directory cannot be reached`
    return new AtFault('lookupFailure', text, { cause: error })
  }
  return error
}
