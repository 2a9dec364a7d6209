import { maxHostChars, maxLabelChars, maxPort } from './limits.ts'

/** Where an atServer is. The host is what its certificate must name. */
export type Address = { readonly host: string; readonly port: number }

/**
 * Reads `host:port` as a directory answers it: a DNS name or IPv4 address and a port from 1 to 65535. Gives
 * `undefined` for anything else: peers split the answer at its only colon (directory.address.shape).
 */
export function parseAddress(text: string): Address | undefined {
  // Longer than any address: not worth looking at.
  if (text.length > maxHostChars + 6) {
    return undefined
  }
  const [, host = '', digits = ''] = /^([^:]*):([0-9]{1,5})$/u.exec(text) ?? []
  const port = Number(digits)
  return isHost(host) && isPort(port) ? { host: host.toLowerCase(), port } : undefined
}

/** `host:port`, as `parseAddress` reads it. */
export function formatAddress({ host, port }: Address): string {
  return `${host}:${port}`
}

/** Whether `host` is a DNS name or an IPv4 address. Underscores are no proper part of one, but in use. */
export function isHost(host: string): boolean {
  return host.length <= maxHostChars && host.split('.').every(isLabel)
}

function isLabel(label: string): boolean {
  return label.length <= maxLabelChars && /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/iu.test(label)
}

/** Whether `port` is one that something can listen on. */
export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= maxPort
}
