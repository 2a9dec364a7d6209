import { createServer as createPlainServer, type Server, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ampleMs, type Certificates, makeCertificates } from './contract/place.ts'
import { tlsNetwork } from './tls-network.ts'

let certificates: Certificates
let server: Server | undefined
const sockets: Socket[] = []

beforeAll(async () => {
  certificates = await makeCertificates()
})
afterEach(() => {
  for (const socket of sockets.splice(0)) {
    socket.destroy()
  }
  server?.close()
})

async function listen(made: Server): Promise<number> {
  server = made
  made.on('connection', (socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
  })
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  const address = made.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function connectTo(host: string, port: number, deadlineMs: number = ampleMs): Promise<unknown> {
  const trust = certificates.ours.certificate
  return tlsNetwork().connect({ host, port, trust, deadlineMs })
}

describe('connecting over TLS', () => {
  it('gives up on a server that says nothing', async () => {
    const port = await listen(createPlainServer())
    await expect(connectTo('127.0.0.1', port, 40)).rejects.toMatchObject({
      name: 'ConnectError',
      kind: 'timeout',
      message: `No connection to 127.0.0.1:${port} within 40 ms`,
    })
  })

  it('says that a server talks something else', async () => {
    const port = await listen(createPlainServer((socket) => socket.end('HTTP/1.1 400\r\n\r\n')))
    await expect(connectTo('127.0.0.1', port)).rejects.toMatchObject({ kind: 'handshake' })
  })

  it('says that a server hung up', async () => {
    const port = await listen(createPlainServer((socket) => socket.destroy()))
    await expect(connectTo('127.0.0.1', port)).rejects.toMatchObject({ kind: 'handshake' })
  })

  it('refuses a port that is no port', async () => {
    await expect(connectTo('127.0.0.1', 70_000)).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('refuses a server below TLS 1.2', async () => {
    const { certificate: cert, key } = certificates.server
    const old = createServer({
      cert,
      key,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    })
    await expect(connectTo('127.0.0.1', await listen(old))).rejects.toMatchObject({
      kind: 'handshake',
    })
  })

  it.each([
    ['localhost', 'localhost'],
    ['127.0.0.1', false],
  ])('to %s sends the server name %j and offers the protocol', async (host, expected) => {
    const { certificate: cert, key } = certificates.server
    const made = createServer({ cert, key, ALPNProtocols: ['atProtocol/1.0'] })
    const seen = new Promise((resolve) => {
      made.on('secureConnection', (socket) => {
        resolve({ servername: socket.servername, alpn: socket.alpnProtocol })
      })
    })
    const port = await listen(made)
    await connectTo(host, port)
    expect(await seen).toEqual({ servername: expected, alpn: 'atProtocol/1.0' })
  })

  // wire.tls.alpn
  it.each([
    ['no ALPN', []],
    ['other protocols only', ['http/1.1']],
  ])('manages with a server that knows %s', async (_what, protocols) => {
    const { certificate: cert, key } = certificates.server
    const port = await listen(createServer({ cert, key, ALPNProtocols: protocols }))
    await expect(connectTo('localhost', port)).resolves.toBeDefined()
  })
})
