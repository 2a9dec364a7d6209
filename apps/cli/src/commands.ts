import type { CommandSpec } from './command.ts'
import { activate } from './commands/activate.ts'
import { configCommands } from './commands/config.ts'
import { allowCommands, blockCommands } from './commands/connect-lists.ts'
import { remove } from './commands/delete.ts'
import {
  directoryAdd,
  directoryList,
  directoryRemove,
  directoryShow,
} from './commands/directory.ts'
import { keys } from './commands/keys.ts'
import { llookup, lookup, plookup } from './commands/lookups.ts'
import { meta } from './commands/meta.ts'
import { raw } from './commands/raw.ts'
import { scan } from './commands/scan.ts'
import { stats } from './commands/stats.ts'
import { streamCommands } from './commands/stream.ts'
import { sync } from './commands/sync.ts'
import { up } from './commands/up.ts'
import { update } from './commands/update.ts'

/** Every command of `atnet`, in the order of its help: the one table parsing and help derive from. */
export const COMMANDS: readonly CommandSpec[] = [
  up,
  activate,
  lookup,
  plookup,
  llookup,
  update,
  meta,
  remove,
  scan,
  sync,
  stats,
  keys,
  ...streamCommands,
  ...blockCommands,
  ...allowCommands,
  ...configCommands,
  raw,
  directoryAdd,
  directoryRemove,
  directoryShow,
  directoryList,
]

/** What the groups of two-word commands are for. */
export const GROUPS: Readonly<Record<string, string>> = {
  block: 'Say who may not connect to your atServer.',
  allow: 'Say who alone may connect to your atServer.',
  config: 'Change settings of an atServer that is being tested.',
  stream: 'Send and receive files.',
  directory: 'Look after the directory of a local network.',
}
