import type { AtSign } from '@atnet/protocol-codec'

/**
 * Whether a record must not be deleted (`kept`), or not even be written by its owner because the
 * atServer itself depends on it (`server`); `undefined` for all others. `key` is canonical and
 * without `cached:` (data.delete.protected).
 */
export function protectedName(key: string, owner: AtSign): 'server' | 'kept' | undefined {
  switch (key) {
    case `public:signing_publickey${owner}`:
    case `${owner}:signing_privatekey${owner}`:
      return 'server'
    case `public:publickey${owner}`:
    case 'privatekey:at_pkam_publickey':
      return 'kept'
    default:
      return undefined
  }
}
