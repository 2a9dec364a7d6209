import { join } from 'node:path'
import type { AtSign } from '@atnet/protocol-codec'

/** The names of everything in a state folder. */
export type StateFiles = {
  readonly folder: string
  /** atSigns and ports. */
  readonly network: string
  /** Held by the process that runs the network, for as long as it lives. */
  readonly lock: string
  /** The id of that process, for the message to the next one. */
  readonly pid: string
  /** What clients have to trust. */
  readonly ca: string
  /** Key files, under the names every SDK uses. */
  readonly keys: string
  /** The directory's database. */
  readonly directory: string
  /** The database of one atServer. */
  readonly database: (atSign: AtSign) => string
  /** The one-time secret of an atSign that is not activated. */
  readonly secret: (atSign: AtSign) => string
}

/** Where things are in a state folder. */
export function stateFiles(folder: string): StateFiles {
  return {
    folder,
    network: join(folder, 'network.json'),
    lock: join(folder, 'lock.db'),
    pid: join(folder, 'pid'),
    ca: join(folder, 'ca.pem'),
    keys: join(folder, 'keys'),
    directory: join(folder, 'data', 'directory.db'),
    database: (atSign) => join(folder, 'data', `${atSign}.db`),
    secret: (atSign) => join(folder, 'secrets', `${atSign}.secret`),
  }
}

/** What a reset removes: nothing that a network has not made itself. */
export const resettable: readonly string[] = [
  'network.json',
  'ca.pem',
  'ca-key.pem',
  'certificates',
  'keys',
  'secrets',
  'data',
]

/** What may be in a folder before its network.json is: left by a first start that was interrupted. */
export const beginnings: readonly string[] = ['lock.db', 'lock.db-wal', 'lock.db-shm', 'pid']
