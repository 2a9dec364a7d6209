import { openAtServer } from '@atnet/atserver'
import { openResolver } from '@atnet/directory/resolver'
import { memoryKeystore } from '@atnet/keystore'
import { type Authority, open } from '@atnet/mini-network'
import { silentLog, systemRandomness } from '@atnet/runtime'
import { memoryNetwork, type Network, type TlsIdentity } from '@atnet/transport'
import { localhost, newIdentity } from './certificates.ts'
import { type ImpatientClock, impatientClock } from './impatient-clock.ts'
import { greeted } from './line-client.ts'
import type {
  AnotherServer,
  AnotherServerOptions,
  ConnectOptions,
  TestNetwork,
  TestNetworkOptions,
} from './test-network.ts'
import { streamWire, type Wire } from './wires.ts'

/** How long a connection within one process may take, milliseconds. */
const deadlineMs = 5_000

/** Proving the wrong thing again and again costs no time here: the clock stands still. */
const patientRates = {
  connections: { burst: 10_000, perSecond: 100 },
  froms: { burst: 10_000, perSecond: 100 },
  failedProofs: { burst: 10_000, perSecond: 100 },
}

/** A network in this process: without sockets, without files, on a clock that stands still. */
export async function openInOneProcess({ atSigns }: TestNetworkOptions): Promise<TestNetwork> {
  const network = memoryNetwork()
  const clock = impatientClock(Date.now())
  const mini = await open({
    ...{ network, clock, atSigns, notActivated: atSigns, port: 0 },
    settings: { rates: patientRates },
  })
  const identity = await newIdentity(mini.authority, localhost)
  function find(atSign: string): (typeof mini.atSigns)[number] {
    const found = mini.atSigns.find((each) => each.atSign === atSign)
    if (found === undefined) {
      throw new Error(`${atSign} is not part of this scenario`)
    }
    return found
  }
  async function dial(options: ConnectOptions): Promise<Wire> {
    const trust = mini.ca.certificate
    return streamWire(await network.connect({ host: 'localhost', trust, deadlineMs, ...options }))
  }
  return {
    kind: 'one process',
    ...{ authority: mini.authority, identity, network },
    directoryPort: mini.directory.port,
    portOf: (atSign) => find(atSign).port,
    secretOf: (atSign) => find(atSign).cramSecret ?? '',
    connect: async (options) => greeted(await dial(options)),
    dial,
    publish: (atSign, port) =>
      mini.directoryStore.set(atSign.slice(1), { host: 'localhost', port }),
    restart: mini.restart,
    crash: mini.restart,
    advance: clock.advance,
    hurry: clock.skipping,
    openAnother: (options) =>
      openAnother(options, { network, clock, identity, authority: mini.authority }),
    [Symbol.asyncDispose]: mini[Symbol.asyncDispose],
  }
}

async function openAnother(
  { atSign, directoryPort, outgoing, settings }: AnotherServerOptions,
  around: {
    readonly network: Network
    readonly clock: ImpatientClock
    readonly identity: TlsIdentity
    readonly authority: Authority
  },
): Promise<AnotherServer> {
  const { network, clock, identity, authority } = around
  const trust = authority.certificate
  const addresses = openResolver({
    ...{ network, clock, trust, cacheMs: 1, deadlineMs },
    directory: { kind: 'directory', host: 'localhost', port: directoryPort },
  })
  const secret = 'the secret of another'
  const server = await openAtServer({
    ...{ atSign, network, clock, identity, trust, addresses, hosts: ['localhost'], port: 0 },
    ...{ keystore: memoryKeystore({ clock }), randomness: systemRandomness, log: silentLog },
    cramSecret: secret,
    outgoing: outgoing && { identity: outgoing, chainChangedAt: 0, keyChangedAt: 0 },
    settings: { version: '3.16.4', rates: patientRates, ...settings },
  })
  return {
    port: server.port,
    secret,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await addresses[Symbol.asyncDispose]()
    },
  }
}
