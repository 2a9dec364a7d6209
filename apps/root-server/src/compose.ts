import { join } from 'node:path'
import type { DirectoryStore } from '@atnet/directory'
import { openDirectory } from '@atnet/directory/server'
import { openSqliteDirectoryStore } from '@atnet/directory/sqlite'
import { type Clock, type Log, systemClock } from '@atnet/runtime'
import {
  type Operations,
  openOperations,
  type Readiness,
  watchFiles,
} from '@atnet/runtime/operations'
import { pinoLog } from '@atnet/runtime/pino'
import { packageVersion, readSettingFile, type Service } from '@atnet/runtime/program'
import { redact } from '@atnet/runtime/settings'
import { type Network, tlsNetwork } from '@atnet/transport'
import { type RootSettings, rootSettings } from './config.ts'

/** What is around the atDirectory; tests bring their own. */
export type Surroundings = {
  readonly network: Network
  readonly clock: Clock
  readonly log: Log
}

/** The machine, and a log on standard error. */
export function surroundings({ 'log-level': level }: RootSettings): Surroundings {
  return {
    network: tlsNetwork(),
    clock: systemClock,
    log: pinoLog({ level, pretty: process.stderr.isTTY }),
  }
}

/**
 * Opens the atDirectory that the settings describe. Throws errors of one sentence that name the
 * remedy: an unusable file, certificate or database, a port in use (app.root.start).
 */
export async function openRootServer(
  settings: RootSettings,
  around: Surroundings,
): Promise<Service> {
  const life: Life = { store: undefined, accepts: false }
  // First and last of all, so that it can be asked while the rest starts and stops.
  const operations = await openOperations({
    port: settings['health-port'],
    version: packageVersion(new URL('../package.json', import.meta.url)),
    readiness: () => readinessOf(life),
    log: around.log,
  })
  try {
    return await openWith({ settings, around, life, operations })
  } catch (error) {
    life.store?.close()
    await operations[Symbol.asyncDispose]()
    throw error
  }
}

/** How far the program is, for whoever asks whether it is ready. */
type Life = { store: DirectoryStore | undefined; accepts: boolean }

/** Ready is who reads its store and accepts connections (app.root.ready). */
function readinessOf({ store, accepts }: Life): Readiness {
  const checks = { store: store !== undefined && isReadable(store), listener: accepts }
  return { ready: checks.store && checks.listener, checks }
}

function isReadable(store: DirectoryStore): boolean {
  try {
    store.find('')
    return true
  } catch {
    return false
  }
}

async function openWith(parts: {
  readonly settings: RootSettings
  readonly around: Surroundings
  readonly life: Life
  readonly operations: Operations
}): Promise<Service> {
  const { settings, around, life, operations } = parts
  const { network, clock, log } = around
  const { cert, key, host: hosts, port, tarpit } = settings
  const identity = {
    certificate: readSettingFile('cert', cert),
    key: readSettingFile('key', key),
  }
  const file = settings.database ?? join(settings['data-dir'], 'directory.db')
  const store = openSqliteDirectoryStore({ file })
  life.store = store
  const { metrics } = operations
  const server = await openDirectory({
    ...{ network, clock, log, metrics, hosts, port, identity, store, tarpit },
  })
  life.accepts = true
  const certificates = watchFiles({
    paths: { cert, key },
    inUse: { cert: identity.certificate, key: identity.key },
    ...{ everyMs: settings['certificate-check-ms'], clock, log },
    apply: (texts) => server.setIdentity({ certificate: texts.cert, key: texts.key }),
  })
  log('info', 'server.started', { settings: JSON.stringify(redact(rootSettings, settings)) })
  return {
    ready: `The atDirectory accepts connections on port ${server.port}.`,
    [Symbol.asyncDispose]: async () => {
      life.accepts = false
      certificates[Symbol.dispose]()
      await server[Symbol.asyncDispose]()
      store.close()
      await operations[Symbol.asyncDispose]()
    },
  }
}
