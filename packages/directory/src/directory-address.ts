import { isIPv6 } from 'node:net'
import { isHost, isPort } from './address.ts'

/** Where to ask, or, for a proxy, where every atSign is reached without asking. */
export type DirectoryAddress = {
  readonly kind: 'directory' | 'proxy'
  readonly host: string
  readonly port: number
}

/** The port of every directory that does not say otherwise. */
const directoryPort = 64

/**
 * Reads `host`, `host:port`, `proxy:host` or `proxy:host:port`; the port is 64 unless given, an IPv6 address stands in
 * brackets (directory.address.forms). Throws `RangeError`, one sentence.
 */
export function parseDirectoryAddress(text: string): DirectoryAddress {
  const trimmed = text.trim()
  const kind = trimmed.toLowerCase().startsWith('proxy:') ? 'proxy' : 'directory'
  const place = kind === 'proxy' ? trimmed.slice('proxy:'.length) : trimmed
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^[\]:]+))(?::([0-9]{1,5}))?$/u.exec(place)
  const [, ipv6, name, digits] = parts ?? []
  const host = (ipv6 ?? name ?? '').toLowerCase()
  const port = digits === undefined ? directoryPort : Number(digits)
  const good = ipv6 === undefined ? isHost(host) : isIPv6(ipv6)
  if (!good) {
    throw new RangeError(
      'A directory is written host:port or proxy:host:port, such as localhost:64',
    )
  }
  if (!isPort(port)) {
    throw new RangeError(`The port of a directory is a number from 1 to 65535, not ${port}`)
  }
  return { kind, host, port }
}
