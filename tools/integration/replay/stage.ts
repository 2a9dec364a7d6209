import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { type AtServer, openAtServer } from '@atnet/atserver'
import { memoryDirectoryStore } from '@atnet/directory'
import { openResolver } from '@atnet/directory/resolver'
import { openDirectory } from '@atnet/directory/server'
import { type Keystore, memoryKeystore } from '@atnet/keystore'
import { createAuthority, issueLeaf, loopbackNames } from '@atnet/mini-network'
import { parseAtSign } from '@atnet/protocol-codec'
import { silentLog, systemRandomness } from '@atnet/runtime'
import { tlsNetwork } from '@atnet/transport'
import { impatientClock } from '../harness/impatient-clock.ts'
import type { Stage } from './replay.ts'

/** The servers of the recordings: names as in `alice#1`, atSigns with the emoji they had. */
const names = ['alice', 'bob', 'colin'] as const

/** When the recordings began. */
const recordedStartMs = Date.UTC(2026, 10, 22, 5, 28, 20, 142)

/** How long the certificates of a replay live, milliseconds. */
const lifeMs = 3_600_000

/**
 * A directory and the atServers of @alice🛠, @bob🛠 and @colin🛠, fresh and not activated, over real
 * TLS on a clock that follows the recordings.
 */
export async function openStage(): Promise<Stage & AsyncDisposable> {
  const clock = impatientClock(recordedStartMs)
  const network = tlsNetwork()
  const validity = { fromMs: Date.now() - lifeMs, untilMs: Date.now() + lifeMs }
  const authority = await createAuthority({ commonName: 'replay', validity })
  const identity = await issueLeaf(authority, {
    commonName: 'localhost',
    names: loopbackNames,
    validity,
  })
  const trust = authority.certificate
  const store = memoryDirectoryStore()
  const around = { network, hosts: ['localhost'], port: 0, identity, clock, log: silentLog }
  const directory = await openDirectory({ ...around, store, tarpit: true })
  const addresses = openResolver({
    network,
    directory: { kind: 'directory', host: 'localhost', port: directory.port },
    trust,
    clock,
    cacheMs: 1,
    deadlineMs: 5_000,
  })
  const servers = new Map<string, AtServer>()
  const stores = new Map<string, Keystore>()
  for (const name of names) {
    const keystore = memoryKeystore({ clock })
    const server = await openAtServer({
      ...{ ...around, trust, addresses, keystore, randomness: systemRandomness },
      atSign: parseAtSign(`@${name}🛠`),
      cramSecret: cramSecret(name),
      settings: { version: '3.0.52', polChallenge: 'plain', testing: true, inboundLimit: 50 },
    })
    stores.set(name, keystore)
    servers.set(name, server)
    store.set(`${name}🛠`, { host: 'localhost', port: server.port })
  }
  return {
    ...{ clock, trust, identity },
    credentials: credentials(stores),
    portOf: (name) => (name === 'root' ? directory.port : (servers.get(name)?.port ?? 0)),
    [Symbol.asyncDispose]: async () => {
      for (const server of servers.values()) {
        await server[Symbol.asyncDispose]()
      }
      await addresses[Symbol.asyncDispose]()
      await directory[Symbol.asyncDispose]()
    },
  }
}

function cramSecret(name: string): string {
  return `the one-time secret of ${name}`
}

function credentials(stores: ReadonlyMap<string, Keystore>): Stage['credentials'] {
  const pairs = new Map(names.map((name) => [name as string, rsaPair()]))
  const foreign = rsaPair().privateKey
  return {
    cramSecret,
    pkam: (name) => pairs.get(name) ?? rsaPair(),
    signing: (name) => signingKey(stores.get(name)),
    foreign,
  }
}

function rsaPair(): { readonly privateKey: KeyObject; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    privateKey,
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  }
}

/** What no verb can reach: the replay acts as @bob's atServer, which has it. */
function signingKey(store: Keystore | undefined): KeyObject {
  const secret = store?.reader.secret('signing_privatekey') ?? ''
  return createPrivateKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' })
}
