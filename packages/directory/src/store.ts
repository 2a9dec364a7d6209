import { parseAtSign } from '@atnet/protocol-codec'
import { type Address, formatAddress, isHost, isPort } from './address.ts'

/** An atSign without its `@`, and where its atServer is. */
export type DirectoryEntry = { readonly name: string; readonly address: Address }

/** Where a directory takes its answers from; names are lower case and without `@`. */
export type AddressSource = {
  readonly find: (name: string) => Address | undefined | Promise<Address | undefined>
}

/** All that a directory knows. Methods throw what the storage below them throws. */
export type DirectoryStore = {
  /** The address of a name, which is compared as it is: lower case, without `@`. */
  readonly find: (name: string) => Address | undefined
  /**
   * Adds an atSign (with or without its `@`), or moves it. Throws `AtFault('invalidAtSign')` for a name that is none,
   * and `RangeError` for an address that peers could not read (directory.store.valid).
   */
  readonly set: (name: string, address: Address) => void
  /** Forgets an atSign; whether it was known. */
  readonly remove: (name: string) => boolean
  /** Everything, ascending by name. What changes meanwhile may or may not be in it. */
  readonly list: () => Iterable<DirectoryEntry>
  /** Lets go of the storage. Asking twice is asking once. */
  readonly close: () => void
}

/** The name under which an atSign is kept: normal form, without `@`. Throws `AtFault('invalidAtSign')`. */
export function nameOf(atSign: string): string {
  return parseAtSign(atSign).slice(1)
}

/** The address in the form that is kept. Throws `RangeError` when it is none. */
export function checkedAddress(address: Address): Address {
  if (!isHost(address.host) || !isPort(address.port)) {
    throw new RangeError(
      `${formatAddress(address)} is no address: give a DNS name or IPv4 address and a port from 1 to 65535`,
    )
  }
  return { host: address.host.toLowerCase(), port: address.port }
}

/** A store that lasts as long as the program. */
export function memoryDirectoryStore(): DirectoryStore {
  const addresses = new Map<string, Address>()
  return {
    find: (name) => addresses.get(name),
    set: (name, address) => {
      addresses.set(nameOf(name), checkedAddress(address))
    },
    remove: (name) => addresses.delete(nameOf(name)),
    list: () =>
      [...addresses]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, address]) => ({ name, address })),
    close: () => undefined,
  }
}
