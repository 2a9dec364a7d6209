import { join, resolve } from 'node:path'
import { keyFilePath } from '@atnet/client/key-files'
import { type DirectoryAddress, parseDirectoryAddress } from '@atnet/directory/resolver'
import { readNetworkFile, stateFiles } from '@atnet/mini-network'
import type { AtSign } from '@atnet/protocol-codec'
import { type Options, textOf } from './command.ts'
import type { Host } from './host.ts'
import { readOptionFile } from './option-file.ts'
import { UsageError } from './usage-error.ts'

/** Which network a command talks to, and with which keys. */
export type Surroundings = {
  readonly directory: DirectoryAddress
  /** Certificates to trust (PEM); the system's when undefined. */
  readonly trust: string | undefined
  readonly keysFile: (atSign: AtSign) => string
  /** The folder of the local network, when that is the one. */
  readonly stateFolder: string | undefined
}

/** The directory of the public network. */
const publicDirectory = 'root.atsign.org:64'

/**
 * Finds out which network is meant: the local one kept here, unless `--root` names another one
 * (requirement `cli.defaults`). Throws {@link UsageError} for options that make no sense.
 */
export async function findSurroundings(options: Options, host: Host): Promise<Surroundings> {
  const root = textOf(options, 'root')
  const local = root === undefined ? await findLocal(options, host) : undefined
  const ca = textOf(options, 'ca')
  const keys = textOf(options, 'keys')
  return {
    directory: readDirectory(root ?? local?.directory ?? publicDirectory),
    trust: ca === undefined ? local?.trust : await readOptionFile('--ca', resolve(host.folder, ca)),
    keysFile: (atSign) =>
      keys === undefined
        ? keyFilePath(local?.keysFolder ?? join(host.home, '.atsign', 'keys'), atSign)
        : resolve(host.folder, keys),
    stateFolder: local?.folder,
  }
}

/** The folder that `--state` names, or the default one. */
export function stateFolderOf(options: Options, host: Host): string {
  return resolve(host.folder, textOf(options, 'state') ?? '.atnet')
}

type Local = {
  readonly folder: string
  readonly directory: string
  readonly trust: string
  readonly keysFolder: string
}

async function findLocal(options: Options, host: Host): Promise<Local | undefined> {
  const folder = stateFolderOf(options, host)
  const saved = await readNetworkFile(folder)
  if (saved === undefined) {
    if (textOf(options, 'state') !== undefined) {
      throw new UsageError(`There is no network in ${folder}: start one with atnet up --state.`)
    }
    return undefined
  }
  const files = stateFiles(folder)
  return {
    folder,
    directory: `localhost:${saved.directoryPort}`,
    trust: await readOptionFile('the local network', files.ca),
    keysFolder: files.keys,
  }
}

function readDirectory(text: string): DirectoryAddress {
  try {
    return parseDirectoryAddress(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`--root ${text} is no directory (${reason}): write host:port.`)
  }
}
