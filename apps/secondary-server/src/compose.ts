import { join } from 'node:path'
import { openAtServer } from '@atnet/atserver'
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
import { pinoLog } from '@atnet/runtime/pino'
import { readSettingFile, type Service } from '@atnet/runtime/program'
import { redact } from '@atnet/runtime/settings'
import { type Network, type TlsIdentity, tlsNetwork } from '@atnet/transport'
import { type SecondarySettings, secondarySettings } from './config.ts'
import { addressCacheMs, directoryDeadlineMs } from './limits.ts'

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
  const { clock, log, network } = around
  const files = readFiles(settings)
  const file = join(settings['data-dir'], `${settings.atsign}.db`)
  const keystore = await openSqliteKeystore({ file, clock, log })
  const addresses = openResolver({
    ...{ network, clock, trust: files.trust, identity: files.identity },
    directory: settings.directory,
    cacheMs: addressCacheMs,
    deadlineMs: directoryDeadlineMs,
  })
  try {
    const service = await openOn({ settings, around, files, keystore, addresses })
    log('info', 'server.started', { settings: JSON.stringify(redact(secondarySettings, settings)) })
    return service
  } catch (error) {
    await close({ keystore, addresses })
    throw error
  }
}

type Files = { readonly identity: TlsIdentity; readonly trust: string | undefined }

function readFiles({ cert, key, ca }: SecondarySettings): Files {
  const identity = { certificate: readSettingFile('cert', cert), key: readSettingFile('key', key) }
  return { identity, trust: ca === undefined ? undefined : readSettingFile('ca', ca) }
}

type Resources = { readonly keystore: Keystore; readonly addresses: Resolver }

async function openOn(
  parts: Resources & {
    readonly settings: SecondarySettings
    readonly around: Surroundings
    readonly files: Files
  },
): Promise<Service> {
  const { settings, around, files, keystore, addresses } = parts
  const server = await openAtServer({
    ...{ ...around, ...files, keystore, addresses },
    atSign: settings.atsign,
    hosts: settings.host,
    port: settings.port,
    cramSecret: settings['cram-secret'],
    settings: {
      polChallenge: settings['pol-challenge'],
      inboundLimit: settings['inbound-max-limit'],
    },
  })
  return {
    ready: `The atServer of ${settings.atsign} accepts connections on port ${server.port}.`,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await close({ keystore, addresses })
    },
  }
}

async function close({ keystore, addresses }: Resources): Promise<void> {
  await addresses[Symbol.asyncDispose]()
  await keystore.close()
}
