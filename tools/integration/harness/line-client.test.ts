import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { type LineClient, lineClient } from './line-client.ts'

/** A client on a wire whose other end is `server`; what it sends gathers in `sent`. */
function connected(): { client: LineClient; server: PassThrough; sent: string[] } {
  const server = new PassThrough()
  const sent: string[] = []
  const client = lineClient({
    incoming: server,
    send: (data) => void sent.push(String(data)),
    destroy: () => void server.destroy(),
  })
  return { client, server, sent }
}

describe('the line client', () => {
  it('gives replies one by one, however they are cut', async () => {
    const { client, server, sent } = connected()
    const asked = client.ask('noop:0')
    for (const byte of Buffer.from('data:a🛠\n@data:b\n@')) {
      server.write(Uint8Array.of(byte))
    }
    expect(await asked).toBe('data:a🛠\n@')
    expect(await client.reply()).toBe('data:b\n@')
    expect(sent).toEqual(['noop:0\n'])
  })

  it('waits for a close and shows what belongs to no reply', async () => {
    const { client, server } = connected()
    server.end('error:AT0012-full\n')
    expect(await client.closed()).toBe('error:AT0012-full\n')
    await expect(client.reply()).rejects.toThrow(/closed instead of a reply.*AT0012/u)
  })

  it('takes a reset for a close', async () => {
    const { client, server } = connected()
    server.write('data:half')
    server.destroy(new Error('reset'))
    await expect(client.reply()).rejects.toThrow(/closed instead of a reply/u)
  })
})
