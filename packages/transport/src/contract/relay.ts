import { createConnection, createServer, type Socket } from 'node:net'

/** Stands between a client and a server, sees every byte, and can cut the line. */
export type Relay = {
  readonly port: number
  /** What the server has sent so far. */
  readonly fromServer: () => Buffer
  /** Breaks every connection with a reset, on both sides. */
  readonly reset: () => void
  readonly close: () => void
}

/** Opens a relay to a port of this machine. */
export async function openRelay(port: number): Promise<Relay> {
  const bytes: Buffer[] = []
  const sockets: Socket[] = []
  const server = createServer((client) => {
    const upstream = createConnection({ host: '127.0.0.1', port })
    sockets.push(client, upstream)
    client.on('error', () => undefined).pipe(upstream)
    upstream.on('error', () => undefined)
    upstream.on('data', (chunk) => bytes.push(chunk))
    upstream.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    fromServer: () => Buffer.concat(bytes),
    reset: () => {
      for (const socket of sockets) {
        socket.resetAndDestroy()
      }
    },
    close: () => {
      for (const socket of sockets) {
        socket.destroy()
      }
      server.close()
    },
  }
}
