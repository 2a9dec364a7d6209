import { createConnection, type Socket } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bindAll } from './bind.ts'
import {
  type Certificates,
  makeCertificates,
  openPlace,
  type Place,
  readAll,
  readText,
} from './contract/place.ts'
import { openRelay } from './contract/relay.ts'
import type { ListenOptions } from './network.ts'
import { tlsNetwork } from './tls-network.ts'

let certificates: Certificates
let place: Place

beforeAll(async () => {
  certificates = await makeCertificates()
})
afterEach(() => place.close())

async function open(options: Partial<ListenOptions> = {}): Promise<void> {
  place = await openPlace(tlsNetwork(), certificates, options)
}

function plain(): Socket {
  const socket = createConnection({ host: '127.0.0.1', port: place.port })
  socket.on('error', () => undefined)
  return socket
}

/** A connection that never begins its handshake. */
async function slow(): Promise<Socket> {
  const socket = plain()
  await new Promise((resolve) => socket.on('connect', resolve))
  return socket
}

function secure(options: ConnectionOptions = {}): TLSSocket {
  return connect({
    host: 'localhost',
    port: place.port,
    ca: certificates.ours.certificate,
    ...options,
  })
}

/** Resolves with the code of the error that ended a socket, or with nothing. */
function ended(socket: Socket): Promise<string | undefined> {
  let code: string | undefined
  socket.on('error', (error) => {
    code = 'code' in error ? String(error.code) : error.message
  })
  return new Promise((resolve) => {
    socket.on('close', () => resolve(code))
  })
}

function connected(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('secureConnect', resolve)
    socket.on('error', reject)
  })
}

// transport.listen.handshakes
describe('a stranger at the TLS port', () => {
  it('that talks something else is dropped', async () => {
    await open()
    const socket = plain()
    socket.write('from:@alice\n')
    await ended(socket)
    expect(await place.refused()).toMatchObject({
      reason: 'handshakeFailed',
      remote: { address: '127.0.0.1' },
      detail: expect.stringMatching(/^ERR_SSL_/u),
    })
    expect(place.waiting()).toBe(0)
  })

  it('that says nothing is dropped when its time is up', async () => {
    await open({ handshakeDeadlineMs: 40 })
    await ended(plain())
    expect(await place.refused()).toMatchObject({ reason: 'handshakeTimeout' })
  })

  it('that leaves at once, or breaks off in the middle, disturbs nobody', async () => {
    await open()
    const first = plain()
    first.on('connect', () => first.resetAndDestroy())
    await ended(first)
    const second = plain()
    second.end(Buffer.from('1603010200010001fc0303', 'hex'))
    await ended(second)
    await connected(secure())
    expect((await place.accepted()).remote.address).toMatch(/^(?:::1|127\.0\.0\.1)$/u)
  })

  it('makes room for the next one when it is slow: the longest handshake under way ends', async () => {
    await open({ maxPendingHandshakes: 2 })
    const [first, second] = [await slow(), await slow()]
    const over = [first, second].map(ended)
    const third = await slow()
    await over[0]
    expect(await place.refused()).toMatchObject({ reason: 'tooManyHandshakes' })
    await connected(secure())
    await place.accepted()
    await over[1]
    expect(await place.refused()).toMatchObject({ reason: 'tooManyHandshakes' })
    expect(third.destroyed).toBe(false)
    third.destroy()
  })

  it('never keeps others at its own address out, however many it opens', async () => {
    await open({ maxPendingHandshakesPerAddress: 3 })
    for (let count = 0; count < 30; count += 1) {
      await slow()
    }
    for (const _ of [1, 2, 3]) {
      await connected(secure({ host: '127.0.0.1', servername: 'localhost' }))
      expect((await place.accepted()).remote.address).toBe('127.0.0.1')
    }
  })

  it('takes no room from those at other addresses', async () => {
    await open({ maxPendingHandshakes: 3 })
    const other = createConnection({ host: '::1', port: place.port })
    await new Promise((resolve) => other.on('connect', resolve))
    const [first, second] = [await slow(), await slow()]
    const over = [first, second].map(ended)
    const others = [await slow(), await slow()]
    await Promise.all(over)
    expect([await place.refused(), await place.refused()]).toMatchObject([
      { reason: 'tooManyHandshakes', remote: { address: '127.0.0.1' } },
      { reason: 'tooManyHandshakes', remote: { address: '127.0.0.1' } },
    ])
    expect(other.destroyed).toBe(false)
    other.destroy()
    others.forEach((socket) => socket.destroy())
  })

  it('that makes room for another is told of once', async () => {
    await open({ maxPendingHandshakes: 1 })
    const over = ended(await slow())
    await connected(secure())
    await place.accepted()
    await over
    expect(await place.refused()).toMatchObject({ reason: 'tooManyHandshakes' })
    const talker = plain()
    talker.write('from:@alice\n')
    await ended(talker)
    expect(await place.refused()).toMatchObject({
      reason: 'handshakeFailed',
      detail: expect.stringMatching(/^ERR_SSL_/u),
    })
  })

  it('is dropped in the middle of its handshake when the listener closes', async () => {
    await open()
    const slow = plain()
    await new Promise((resolve) => slow.on('connect', resolve))
    const over = ended(slow)
    await connected(secure())
    await place.listener.close()
    expect(await over).toBeUndefined()
  })
})

// wire.tls.versions, wire.tls.alpn
describe('the TLS handshake', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('comes about with %s', async (version) => {
    await open()
    const socket = secure({ minVersion: version, maxVersion: version })
    await connected(socket)
    expect(socket.getProtocol()).toBe(version)
  })

  it('does not come about with TLS 1.1', async () => {
    await open()
    const socket = secure({
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    })
    expect(await ended(socket)).toMatch(/PROTOCOL_VERSION/u)
  })

  it.each<[readonly string[] | undefined, string | false]>([
    [undefined, false],
    [['atProtocol/1.0'], 'atProtocol/1.0'],
    [['http/1.1', 'atProtocol/1.0'], 'atProtocol/1.0'],
  ])('agrees for the offer %j on %j', async (offer, agreed) => {
    await open()
    const socket = secure(offer === undefined ? {} : { ALPNProtocols: [...offer] })
    await connected(socket)
    expect(socket.alpnProtocol).toBe(agreed)
    await place.accepted()
  })

  it('says so when a client offers other protocols only', async () => {
    await open()
    expect(await ended(secure({ ALPNProtocols: ['h2', 'http/1.1'] }))).toMatch(
      /NO_APPLICATION_PROTOCOL/u,
    )
    expect(await place.refused()).toMatchObject({ reason: 'handshakeFailed' })
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is never abridged by a session (%s)',
    async (version) => {
      await open()
      const versions = { minVersion: version, maxVersion: version }
      const first = secure(versions)
      const sessions: Buffer[] = []
      first.on('session', (session) => sessions.push(session))
      await connected(first)
      void (await place.accepted()).send('@')
      await new Promise((resolve) => first.once('data', resolve))
      const session = sessions.at(-1) ?? first.getSession()
      const second = secure(session === undefined ? versions : { ...versions, session })
      await connected(second)
      expect(second.isSessionReused()).toBe(false)
    },
  )
})

// transport.stream.half-close, transport.stream.contained
describe('an accepted stream', () => {
  it('still carries answers when the other end has finished sending', async () => {
    await open()
    const socket = secure({ ALPNProtocols: ['atProtocol/1.0'] })
    socket.end('noop:0\n')
    const stream = await place.accepted()
    expect(await readAll(stream)).toBe('noop:0\n')
    void stream.send('data:ok\n@')
    const ending = stream.end()
    const answer: string[] = []
    for await (const chunk of socket) {
      answer.push(String(chunk))
    }
    expect(answer.join('')).toBe('data:ok\n@')
    await ending
  })

  it('reports a reset to whoever reads it, and to nobody else', async () => {
    await open()
    const relay = await openRelay(place.port)
    const near = await place.connect({ port: relay.port })
    const stream = await place.accepted()
    // Until this has arrived, the server still has handshake bytes to send, and a failure to send is not told.
    void near.send('x')
    expect(await readText(stream, 1)).toBe('x')
    const reading = readAll(stream)
    relay.reset()
    await expect(reading).rejects.toMatchObject({ name: 'StreamError', kind: 'reset' })
    await stream.closed
    await expect(stream.send('late')).rejects.toMatchObject({ kind: 'closed' })
    relay.close()
  })

  it('holds back a sender of single bytes as well as one of large blocks', async () => {
    await open()
    const socket = secure()
    await connected(socket)
    const stream = await place.accepted()
    const count = 3000
    for (let sent = 0; sent < count; sent += 1) {
      socket.write('x')
    }
    socket.end()
    expect(await readAll(stream)).toBe('x'.repeat(count))
  })
})

// transport.listen.ports
describe('binding', () => {
  it('leaves out an IPv6 address the machine lacks, unless nothing else is left', async () => {
    // An address set aside for documentation: no machine has it.
    await open({ hosts: ['127.0.0.1', '2001:db8::1'] })
    expect(place.listener.address.hosts).toEqual(['127.0.0.1'])
    await expect(bindAll(['2001:db8::1'], 0, () => undefined)).rejects.toMatchObject({
      name: 'ListenError',
      kind: 'noSuchAddress',
    })
  })

  it('does not leave out an IPv4 address, and frees what it had bound', async () => {
    await open()
    const hosts = ['127.0.0.1', '203.0.113.9']
    await expect(bindAll(hosts, 0, () => undefined)).rejects.toMatchObject({
      kind: 'noSuchAddress',
    })
  })

  it('names the port that is no port', async () => {
    await open()
    await expect(bindAll(['127.0.0.1'], 65_536, () => undefined)).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('65536'),
    })
  })
})
