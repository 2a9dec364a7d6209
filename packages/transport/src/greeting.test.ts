import { connect } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Certificates, makeCertificates, openPlace, type Place } from './contract/place.ts'
import { openRelay } from './contract/relay.ts'
import { greet } from './greeting.ts'
import { memoryNetwork } from './memory-network.ts'
import { tlsNetwork } from './tls-network.ts'

let certificates: Certificates
let place: Place

beforeEach(async () => {
  certificates = await makeCertificates()
  place = await openPlace(tlsNetwork(), certificates)
})
afterEach(() => place.close())

/** Answers the first line as fast as it can, after greeting. */
async function serveOnce(): Promise<void> {
  const stream = await place.accepted()
  await greet(stream)
  for await (const chunk of stream.incoming) {
    void stream.send(`data:${chunk.length}\n@`)
    break
  }
}

/** Every chunk a client gets that has sent a command before its handshake is done. */
async function askEarly(port: number, version: 'TLSv1.2' | 'TLSv1.3'): Promise<readonly string[]> {
  const client = connect({
    host: 'localhost',
    port,
    ca: certificates.ours.certificate,
    minVersion: version,
    maxVersion: version,
  })
  // Written before the handshake has begun, so that it leaves together with the handshake's last bytes.
  client.write('info\n')
  const chunks: string[] = []
  for await (const chunk of client) {
    chunks.push(String(chunk))
    if (chunks.join('').includes('\n@')) {
      break
    }
  }
  return chunks
}

describe('greet', () => {
  // wire.greeting.alone
  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'keeps greeting and first answer apart though the command came with the handshake (%s)',
    async (version) => {
      const relay = await openRelay(place.port)
      const serving = serveOnce()
      expect(await askEarly(relay.port, version)).toEqual(['@', 'data:5\n@'])
      await serving
      relay.close()
    },
  )

  it('uses one TLS record for the greeting and one for the answer', async () => {
    const relay = await openRelay(place.port)
    const serving = serveOnce()
    // Only here can an onlooker tell application data from the rest of the handshake.
    await askEarly(relay.port, 'TLSv1.2')
    await serving
    expect(recordsOf(relay.fromServer()).filter((type) => type === applicationData)).toHaveLength(2)
    relay.close()
  })

  it('rejects when the other end is gone', async () => {
    const network = memoryNetwork()
    const inMemory = await openPlace(network, certificates)
    const near = await inMemory.connect()
    const far = await inMemory.accepted()
    near.destroy()
    await expect(greet(far)).rejects.toMatchObject({ name: 'StreamError', kind: 'closed' })
    await inMemory.close()
  })
})

/** The content type of what programs send each other (RFC 5246). */
const applicationData = 23

/** The content types of the TLS records in a stream of bytes. */
function recordsOf(bytes: Buffer): readonly number[] {
  const types: number[] = []
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) {
    types.push(bytes.readUInt8(at))
  }
  return types
}
