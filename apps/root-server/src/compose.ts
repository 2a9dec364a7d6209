import { join } from 'node:path'
import { openDirectory } from '@atnet/directory/server'
import { openSqliteDirectoryStore } from '@atnet/directory/sqlite'
import { type Clock, type Log, systemClock } from '@atnet/runtime'
import { pinoLog } from '@atnet/runtime/pino'
import { readSettingFile, type Service } from '@atnet/runtime/program'
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
  { network, clock, log }: Surroundings,
): Promise<Service> {
  const identity = {
    certificate: readSettingFile('cert', settings.cert),
    key: readSettingFile('key', settings.key),
  }
  const file = settings.database ?? join(settings['data-dir'], 'directory.db')
  const store = openSqliteDirectoryStore({ file })
  try {
    const { host: hosts, port, tarpit } = settings
    const server = await openDirectory({
      ...{ network, clock, log, hosts, port, identity, store, tarpit },
    })
    log('info', 'server.started', { settings: JSON.stringify(redact(rootSettings, settings)) })
    return {
      ready: `The atDirectory accepts connections on port ${server.port}.`,
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]()
        store.close()
      },
    }
  } catch (error) {
    store.close()
    throw error
  }
}
