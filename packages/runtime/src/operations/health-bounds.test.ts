import { get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { maxHealthConnections } from '../limits.ts'
import { type Health, openHealth } from './health.ts'

// ops.health.bounded
describe('the health port', () => {
  let health: Health | undefined
  const sockets: Socket[] = []
  afterEach(async () => {
    sockets.splice(0).forEach((socket) => socket.destroy())
    await health?.[Symbol.asyncDispose]()
  })

  async function open(options: { metrics?: string; requestMs?: number } = {}): Promise<void> {
    const { metrics = '', ...timing } = options
    const readiness = { ready: true, checks: {} }
    health = await openHealth({
      ...{ port: 0, readiness: () => readiness, metrics: () => metrics },
      ...timing,
    })
  }

  /** A connection that sends `bytes` and no more; it reads nothing by itself. */
  async function send(bytes: string): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port: health?.port ?? 0 })
    sockets.push(socket)
    socket.on('error', () => undefined)
    await new Promise((resolve) => socket.on('connect', resolve))
    socket.write(bytes)
    return socket
  }

  /** What came before the other end closed. */
  async function lastWords(socket: Socket): Promise<string> {
    return await text(socket).catch(() => '')
  }

  async function statusOf(path: string): Promise<number | 'dropped' | undefined> {
    return await new Promise((resolve) => {
      const port = health?.port ?? 0
      get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode))
      }).on('error', () => resolve('dropped'))
    })
  }

  it('refuses a request line of a megabyte before all of it has come', async () => {
    await open()
    const socket = await send(`GET /${'x'.repeat(1_000_000)}`)
    await lastWords(socket)
    expect(socket.destroyed).toBe(true)
    expect(await statusOf('/healthz')).toBe(200)
  })

  it.each([
    ['nothing', ''],
    ['half a request line', 'GET /hea'],
    ['headers without an end', 'GET /healthz HTTP/1.1\r\nhost: x\r\n'],
  ])('ends a connection that sends %s when its time is up', async (_, bytes) => {
    await open({ requestMs: 50 })
    const socket = await send(bytes)
    await lastWords(socket)
    expect(socket.destroyed).toBe(true)
    expect(await statusOf('/healthz')).toBe(200)
  })

  it('keeps no place for those who do not read their answer', async () => {
    await open({ metrics: 'x'.repeat(20_000_000), requestMs: 50 })
    for (let count = 0; count < maxHealthConnections; count += 1) {
      await send('GET /metrics HTTP/1.0\r\n\r\n')
    }
    let status = await statusOf('/healthz')
    while (status === 'dropped') {
      status = await statusOf('/healthz')
    }
    expect(status).toBe(200)
  })

  it('takes no more connections than it needs, and takes more once some have ended', async () => {
    await open()
    const idle: Socket[] = []
    while (idle.length < maxHealthConnections) {
      idle.push(await send(''))
    }
    const late = await send('GET /healthz HTTP/1.0\r\n\r\n')
    expect(await lastWords(late)).toBe('')
    await Promise.all(
      idle.map(async (socket) => {
        socket.write('GET /healthz HTTP/1.0\r\n\r\n')
        expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 200 /u)
      }),
    )
    expect(await statusOf('/healthz')).toBe(200)
  })
})
