import { AtFault } from '@atnet/protocol-codec'

/** The fault for a key that is not there, in the words peers match on (data.lookup.missing). */
export function missing(key: string): AtFault {
  return new AtFault('keyNotFound', `${key} does not exist in keystore`)
}
