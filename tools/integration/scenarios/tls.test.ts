import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alice } from '../harness/everywhere.ts'
import { lineClient } from '../harness/line-client.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'
import { tlsWire } from '../harness/wires.ts'

const loopbacks = Object.values(networkInterfaces()).flat()
const hasIpv6 = loopbacks.some((each) => each?.address === '::1')

/** Other programs' TLS against ours. */
describe('TLS as others speak it', () => {
  let network: ProcessNetwork
  beforeAll(async () => {
    network = await openProcesses({ atSigns: [alice] })
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
  })
  const servers = [
    { server: 'an atServer', port: () => network.portOf(alice) },
    { server: 'the directory', port: () => network.directoryPort },
  ]

  async function open(port: number, tls: ConnectionOptions): Promise<TLSSocket> {
    const ca = network.authority.certificate
    const socket = connectTls({ host: 'localhost', servername: 'localhost', port, ca, ...tls })
    await once(socket, 'secureConnect')
    return socket
  }

  describe.each(servers)('$server', ({ port }) => {
    it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s (wire.tls.versions)', async (version) => {
      const socket = await open(port(), { minVersion: version, maxVersion: version })
      expect(socket.getProtocol()).toBe(version)
      socket.destroy()
    })

    it('refuses what came before (wire.tls.versions)', async () => {
      const old = open(port(), {
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'ALL@SECLEVEL=0',
      })
      await expect(old).rejects.toThrow(/./u)
    })

    it('agrees on atProtocol/1.0 with whoever offers it (wire.tls.alpn)', async () => {
      const socket = await open(port(), { ALPNProtocols: ['http/1.1', 'atProtocol/1.0'] })
      expect(socket.alpnProtocol).toBe('atProtocol/1.0')
      socket.destroy()
    })

    it('needs no ALPN and no server name (wire.tls.alpn)', async () => {
      const socket = await open(port(), {
        host: '127.0.0.1',
        servername: '',
        checkServerIdentity: () => undefined,
      })
      expect(socket.alpnProtocol).toBe(false)
      const [greeting]: unknown[] = await once(socket, 'data')
      expect(String(greeting)).toBe('@')
      socket.destroy()
    })

    it('greets in a record of its own, however early the first line comes (wire.greeting.alone)', async () => {
      const client = lineClient(
        await tlsWire({ port: port(), trust: network.authority.certificate }),
      )
      client.send('\n')
      await client.replies(2)
      expect(client.records.map((record) => Buffer.from(record).toString())).toEqual([
        '@',
        expect.stringMatching(/\n@$/u),
      ])
      await client.close()
    })

    it('drops who speaks no TLS without a word, and goes on (transport.listen.handshakes)', async () => {
      const socket = connectTcp({ host: '127.0.0.1', port: port() })
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
      const heard: Buffer[] = []
      socket.on('data', (data) => heard.push(data))
      // A reset is as good as an end here.
      socket.on('error', () => undefined)
      await once(socket, 'close')
      // At most the alert of the TLS library, which is seven bytes.
      expect(Buffer.concat(heard).length).toBeLessThanOrEqual(7)
      const client = await network.connect({ port: port() })
      expect(await client.ask('')).toMatch(/\n@$/u)
      await client.close()
    })

    it.skipIf(!hasIpv6)('listens on both loopback addresses (transport.listen.ports)', async () => {
      const socket = await open(port(), { host: '::1' })
      const [greeting]: unknown[] = await once(socket, 'data')
      expect(String(greeting)).toBe('@')
      socket.destroy()
    })
  })

  const hasOpenssl = spawnSync('openssl', ['version']).status === 0

  it.skipIf(!hasOpenssl)('openssl can talk to an atServer (wire.exit)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'atnet-openssl-'))
    const ca = join(folder, 'ca.pem')
    writeFileSync(ca, network.authority.certificate)
    const where = ['-connect', `localhost:${network.portOf(alice)}`, '-servername', 'localhost']
    const verify = ['-CAfile', ca, '-verify_return_error', '-verify_hostname', 'localhost']
    const { stdout, status } = spawnSync('openssl', ['s_client', '-quiet', ...where, ...verify], {
      input: 'noop:0\n@exit\n',
      encoding: 'utf8',
    })
    rmSync(folder, { recursive: true })
    expect({ stdout, status }).toEqual({ stdout: '@data:ok\n@', status: 0 })
  })
})
