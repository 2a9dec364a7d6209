import type { Network } from './network.ts'
import { connectTls } from './tls-connect.ts'
import { listenTls } from './tls-listener.ts'
import { contextCache } from './tls-settings.ts'

/**
 * TLS 1.2 and 1.3 over TCP: the network between machines (wire.tls.versions). Clients offer `atProtocol/1.0` by
 * ALPN and send the host's name; servers take clients that offer no ALPN, and refuse with a TLS alert those that
 * offer only other protocols (wire.tls.alpn).
 */
export function tlsNetwork(): Network {
  const contextFor = contextCache()
  return { listen: listenTls, connect: (options) => connectTls(options, contextFor) }
}
