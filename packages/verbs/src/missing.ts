import { AtFault } from '@atnet/protocol-codec'

/** The fault for a key that is not there, in the words peers match on (data.lookup.missing). */
export function missing(key: string): AtFault {
  return new AtFault('keyNotFound', `${key} does not exist in keystore`)
}

/** The fault for a record that another atServer has, and that is not born or has expired (data.lookup.remote). */
export function nothingThere(key: string): AtFault {
  const text = `remoteLookUp: remote atServer returned String value 'null' for ${key}`
  return new AtFault('keyNotFound', text)
}
