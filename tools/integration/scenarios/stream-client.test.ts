import { randomBytes, randomUUID } from 'node:crypto'
import {
  type Connection,
  type ConnectOptions,
  connect,
  receiveStream,
  sendStream,
} from '@atnet/client'
import { systemClock } from '@atnet/runtime'
import { beforeAll, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import { activate, logInOn, type Owner } from '../harness/owners.ts'
import { offering, stranger } from '../harness/streaming.ts'

const data = randomBytes(1_000_000)

/** The bytes of `data` from `start` on, in pieces. */
async function* piecesFrom(start: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < data.length; at += 40_000) {
    yield data.subarray(at, Math.min(at + 40_000, data.length))
  }
}

everywhere('our client', [alice, bob], (network) => {
  let owner: Owner
  beforeAll(async () => {
    owner = await activate(network(), alice)
  })

  function options(): ConnectOptions {
    return {
      atSign: alice,
      addresses: {
        find: async () => ({ host: 'localhost', port: network().portOf(alice) }),
        forget: () => undefined,
      },
      network: network().network,
      trust: network().authority.certificate,
      clock: systemClock,
    }
  }

  async function loggedIn(): Promise<Connection> {
    const connection = await connect(options())
    await logInOn({ ask: async (line) => `${await connection.raw(line)}\n` }, owner)
    return connection
  }

  async function send(id: string, startByte = 0): Promise<void> {
    const about = { id, to: bob, fileName: 'ZGF0YQ==', length: data.length, startByte }
    await sendStream(await loggedIn(), systemClock, { ...about, bytes: piecesFrom(startByte) })
  }

  /** Receives, asking again until there is something under that id. */
  async function receive(id: string, bytes: number, enough = bytes): Promise<Buffer> {
    const pieces: Uint8Array[] = []
    let left = enough
    try {
      await receiveStream(options(), {
        ...{ id, bytes },
        take: async (piece) => {
          pieces.push(piece)
          left -= piece.length
          if (left <= 0 && enough < bytes) {
            throw new Error('had enough')
          }
        },
      })
    } catch (error) {
      const isEarly = error instanceof Error && 'code' in error && error.code === 'AT0401'
      if (isEarly) {
        return receive(id, bytes, enough)
      }
      if (enough === bytes) {
        throw error
      }
    }
    return Buffer.concat(pieces)
  }

  it('streams a file to a client that knows the id (client.stream)', async () => {
    const id = randomUUID()
    const [, received] = await Promise.all([send(id), receive(id, data.length)])
    expect(received.equals(data)).toBe(true)
  })

  it('tells the sender of a stream that broke, and resumes it (client.stream)', async () => {
    const id = randomUUID()
    const [sent, part] = await Promise.allSettled([send(id), receive(id, data.length, 300_000)])
    expect(sent).toMatchObject({ status: 'rejected', reason: { problem: 'connectionLost' } })
    const had = part.status === 'fulfilled' ? part.value : Buffer.alloc(0)
    const [, rest] = await Promise.all([
      send(id, had.length),
      receive(id, data.length - had.length),
    ])
    expect(Buffer.concat([had, rest]).equals(data)).toBe(true)
  })

  it('tells the receiver of a stream that broke (client.stream)', async () => {
    const id = randomUUID()
    const sender = await offering(network(), owner, { id, to: bob, length: 10 })
    const leaving = sender.line().then(async () => {
      await sender.send('12345')
      sender.destroy()
    })
    await expect(
      receiveStream(options(), { id, bytes: 10, take: async () => undefined }),
    ).rejects.toMatchObject({ problem: 'connectionLost' })
    await leaving
  })

  it('tells of what the server refuses (client.stream)', async () => {
    const id = randomUUID()
    await expect(
      receiveStream(options(), { id, bytes: 1_000, take: async () => undefined }),
    ).rejects.toMatchObject({ code: 'AT0401', description: expect.stringContaining('stream id') })
    const sender = await offering(network(), owner, { id, to: bob, length: 10 })
    await expect(send(id)).rejects.toMatchObject({ code: 'AT0022' })
    sender.destroy()
  })

  it('streams nothing at all as well (client.stream)', async () => {
    const id = randomUUID()
    const sender = await offering(network(), owner, { id, to: bob, length: 0 })
    await receiveStream(options(), { id, bytes: 0, take: async () => undefined })
    expect(await sender.line()).toBe(`stream:ack ${id}`)
    expect(await sender.line()).toBe(`stream:done ${id}`)
    const other = await stranger(network(), alice)
    expect(await other.ask(`stream:receive ${id}`)).toMatch(/^error:AT0401-/u)
    other.destroy()
    await expect(
      receiveStream(options(), { id, bytes: 0, take: async () => undefined }),
    ).rejects.toMatchObject({ code: 'AT0401' })
  })
})
