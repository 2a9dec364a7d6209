import { join } from 'node:path'
import { type OutgoingIdentity, openAtServer } from '@atnet/atserver'
import { openResolver, type Resolver } from '@atnet/directory/resolver'
import type { Keystore } from '@atnet/keystore'
import { openSqliteKeystore } from '@atnet/keystore/sqlite'
import {
  type Clock,
  type Log,
  type Randomness,
  systemClock,
  systemRandomness,
} from '@atnet/runtime'
import { type Operations, openOperations, watchFiles } from '@atnet/runtime/operations'
import { pinoLog } from '@atnet/runtime/pino'
import { packageVersion, readSettingFile, type Service } from '@atnet/runtime/program'
import { redact } from '@atnet/runtime/settings'
import { type Network, type TlsIdentity, tlsNetwork } from '@atnet/transport'
import { type SecondarySettings, secondarySettings } from './config.ts'
import { type Life, openLife } from './life.ts'
import { addressCacheMs, directoryDeadlineMs } from './limits.ts'
import { readOutgoing, watchOutgoing } from './outgoing.ts'

/** What is around an atServer; tests bring their own. */
export type Surroundings = {
  readonly network: Network
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
}

/** The machine, and a log on standard error. */
export function surroundings({ 'log-level': level }: SecondarySettings): Surroundings {
  return {
    network: tlsNetwork(),
    clock: systemClock,
    randomness: systemRandomness,
    log: pinoLog({ level, pretty: process.stderr.isTTY }),
  }
}

/**
 * Opens the atServer that the settings describe. Throws errors of one sentence that name the
 * remedy: an unusable file, certificate or database, a port in use (app.secondary.start).
 */
export async function openSecondaryServer(
  settings: SecondarySettings,
  around: Surroundings,
): Promise<Service> {
  const life = openLife(settings, around)
  // First and last of all, so that it can be asked while the rest starts and stops.
  const operations = await openOperations({
    port: settings['health-port'],
    version: packageVersion(new URL('../package.json', import.meta.url)),
    readiness: life.readiness,
    log: around.log,
  })
  try {
    return await openWith({ settings, around, life, operations })
  } catch (error) {
    await operations[Symbol.asyncDispose]()
    throw error
  }
}

type Parts = {
  readonly settings: SecondarySettings
  readonly around: Surroundings
  readonly life: Life
  readonly operations: Operations
}

async function openWith(parts: Parts): Promise<Service> {
  const { settings, around, life, operations } = parts
  const { clock, log, network } = around
  const { metrics } = operations
  const files = readFiles(settings)
  const file = join(settings['data-dir'], `${settings.atsign}.db`)
  const keystore = await openSqliteKeystore({ file, clock, log, metrics })
  const addresses = openResolver({
    ...{ network, clock, trust: files.trust, identity: files.identity },
    directory: settings.directory,
    cacheMs: addressCacheMs,
    deadlineMs: directoryDeadlineMs,
  })
  try {
    const service = await openOn({ ...parts, files, keystore, addresses })
    life.begin(keystore, files.trust)
    log('info', 'server.started', { settings: JSON.stringify(redact(secondarySettings, settings)) })
    return service
  } catch (error) {
    await close({ keystore, addresses })
    throw error
  }
}

type Files = {
  readonly identity: TlsIdentity
  readonly trust: string | undefined
  readonly outgoing: OutgoingIdentity | undefined
}

function readFiles(settings: SecondarySettings): Files {
  const { cert, key, ca } = settings
  const identity = { certificate: readSettingFile('cert', cert), key: readSettingFile('key', key) }
  const trust = ca === undefined ? undefined : readSettingFile('ca', ca)
  return { identity, trust, outgoing: readOutgoing(settings) }
}

type Resources = { readonly keystore: Keystore; readonly addresses: Resolver }

async function openOn(parts: Parts & Resources & { readonly files: Files }): Promise<Service> {
  const { settings, around, life, operations, files, keystore, addresses } = parts
  const server = await openAtServer({
    ...{ ...around, ...files, keystore, addresses, metrics: operations.metrics },
    atSign: settings.atsign,
    hosts: settings.host,
    port: settings.port,
    cramSecret: settings['cram-secret'],
    settings: {
      polChallenge: settings['pol-challenge'],
      testing: settings.testing,
      protectedKeys: settings['protected-keys'],
      inboundLimit: settings['inbound-max-limit'],
      cacheRefreshHour: settings['cache-refresh-hour'],
    },
  })
  const { cert, key, ca } = settings
  const certificates = watchFiles({
    paths: { cert, key, ca },
    inUse: { cert: files.identity.certificate, key: files.identity.key, ca: files.trust },
    ...{ everyMs: settings['certificate-check-ms'], clock: around.clock, log: around.log },
    apply: (texts) => {
      const identity = { certificate: texts.cert, key: texts.key }
      server.setIdentity(identity, texts.ca)
      addresses.setIdentity(identity, texts.ca)
      life.setTrust(texts.ca)
    },
  })
  const outgoing = watchOutgoing(settings, files.outgoing, { ...around, server })
  return {
    ready: `The atServer of ${settings.atsign} accepts connections on port ${server.port}.`,
    [Symbol.asyncDispose]: async () => {
      life.end()
      certificates[Symbol.dispose]()
      outgoing?.[Symbol.dispose]()
      await server[Symbol.asyncDispose]()
      await close({ keystore, addresses })
      await operations[Symbol.asyncDispose]()
    },
  }
}

async function close({ keystore, addresses }: Resources): Promise<void> {
  await addresses[Symbol.asyncDispose]()
  await keystore.close()
}
