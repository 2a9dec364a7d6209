import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect as connectTls } from 'node:tls'
import type { TlsIdentity } from '@atnet/transport'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localhost, newAuthority, newIdentity } from '../harness/certificates.ts'
import { alice, bob } from '../harness/everywhere.ts'
import { askUntil } from '../harness/health-port.ts'
import { launch } from '../harness/launch.ts'
import { type LineClient, lineClient } from '../harness/line-client.ts'
import { activate, logIn, logInOn, type Owner } from '../harness/owners.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'
import { tlsWire } from '../harness/wires.ts'

/** How many connections are busy while certificates change. */
const busyConnections = 8

/** Certificates change on disk while everything runs. */
describe('changed certificate files (ops.certificate.reload)', () => {
  let network: ProcessNetwork
  let owner: Owner
  beforeAll(async () => {
    network = await openProcesses({
      atSigns: [alice, bob],
      flags: ['--certificate-check-ms', '50'],
    })
    owner = await activate(network, alice)
    await activate(network, bob)
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
  })

  /** What a server shows to whoever connects now. */
  async function serialAt(port: number): Promise<string> {
    const options = { host: 'localhost', servername: 'localhost', port }
    const socket = connectTls({ ...options, rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    const { serialNumber } = socket.getPeerCertificate()
    socket.destroy()
    return serialNumber
  }

  function events(who: typeof alice | 'the directory', event: string): number {
    return network.processOf(who).complaints().split(`"${event}"`).length - 1
  }

  /** Asks one thing after another until it is told to stop; gives how many answers came. */
  async function keepBusy(client: LineClient, line: string, stop: AbortSignal): Promise<number> {
    let answers = 0
    while (!stop.aborted) {
      expect(await client.ask(line)).toMatch(/^(?:data:|null)/u)
      answers += 1
    }
    return answers
  }

  it('are used for new connections while the others go on, by all three servers', async () => {
    const ports = [network.portOf(alice), network.portOf(bob), network.directoryPort]
    const before = await Promise.all(ports.map(serialAt))
    const stop = new AbortController()
    const clients = await Promise.all(
      Array.from({ length: busyConnections }, () => logIn(network, owner)),
    )
    const working = clients.map((client, index) =>
      keepBusy(client, `update:public:busy${index}.wavi@alice v`, stop.signal),
    )

    const authority = await newAuthority()
    const identity = await newIdentity(authority, localhost)
    writeFileSync(network.file('ca.pem'), authority.certificate)
    writeFileSync(network.file('cert.pem'), identity.certificate)
    writeFileSync(network.file('key.pem'), identity.key)
    const after = await askUntil(
      () => Promise.all(ports.map(serialAt)),
      (serials) => serials.every((serial, index) => serial !== before[index]),
    )
    expect(new Set(after).size).toBe(1)

    stop.abort()
    for (const answers of await Promise.all(working)) {
      expect(answers).toBeGreaterThan(0)
    }
    expect(await clients[0]?.ask('noop:0')).toBe('data:ok\n@alice@')
    await Promise.all(clients.map((client) => client.close()))

    // Between servers too: to the directory, to a peer, and back to check who asks.
    const trust = authority.certificate
    const client = lineClient(await tlsWire({ port: network.portOf(alice), trust }))
    await client.reply()
    await logInOn(client, owner)
    expect(await client.ask('lookup:nosuch.wavi@bob')).toMatch(/^error:AT0015/u)
    await client.close()
  })

  it('that do not belong together are told once and not used', async () => {
    const server = network.portOf(alice)
    const before = await serialAt(server)
    const refused = events(alice, 'certificate.refused')
    const replaced = events(alice, 'certificate.replaced')
    const authority = await newAuthority()
    const identity = await newIdentity(authority, localhost)
    writeFileSync(network.file('cert.pem'), identity.certificate)
    await askUntil(
      async () => events(alice, 'certificate.refused'),
      (count) => count > refused,
    )
    expect(await serialAt(server)).toBe(before)
    writeFileSync(network.file('key.pem'), identity.key)
    await askUntil(
      () => serialAt(server),
      (serial) => serial !== before,
    )
    expect(events(alice, 'certificate.refused')).toBe(refused + 1)
    expect(events(alice, 'certificate.replaced')).toBe(replaced + 1)
    expect(network.processOf(alice).complaints()).not.toContain('PRIVATE KEY')
  })

  it('for calls to other atServers are shown as soon as they belong together (house.info.mtls)', async () => {
    const authority = await newAuthority()
    const [first, second] = [
      await newIdentity(authority, localhost),
      await newIdentity(authority, localhost),
    ]
    const files = { cert: network.file('mtls-cert.pem'), key: network.file('mtls-key.pem') }
    writeFileSync(files.cert, first.certificate)
    writeFileSync(files.key, first.key)
    writeFileSync(network.file('host-cert.pem'), second.certificate)
    writeFileSync(network.file('host-key.pem'), second.key)
    const server = await launch('secondary-server', [
      ...['--atsign', '@caller', '--port', '0', '--directory', 'localhost:1'],
      ...['--cert', network.file('host-cert.pem'), '--key', network.file('host-key.pem')],
      ...['--mtls-cert', files.cert, '--mtls-key', files.key, '--certificate-check-ms', '50'],
      ...['--data-dir', network.file('caller')],
    ])
    const trust = authority.certificate
    const client = lineClient(await tlsWire({ port: server.port, trust }))
    await client.reply()
    const shows = async ({ certificate }: TlsIdentity): Promise<boolean> =>
      (await client.ask('info:mtls')).includes(JSON.stringify(certificate))
    expect(await shows(first)).toBe(true)
    writeFileSync(files.cert, second.certificate)
    await askUntil(
      async () => server.complaints().includes('"certificate.refused"'),
      (isRefused) => isRefused,
    )
    expect(await shows(first)).toBe(true)
    writeFileSync(files.key, second.key)
    await askUntil(
      () => shows(second),
      (isSo) => isSo,
    )
    await client.close()
    expect(await server.end('SIGTERM')).toBe(0)
  })
})
