import { resolve } from 'node:path'
import { type Address, type DirectoryStore, formatAddress, parseAddress } from '@atnet/directory'
import { openSqliteDirectoryStore } from '@atnet/directory/sqlite'
import { readNetworkFile, stateFiles } from '@atnet/mini-network'
import type { AtSign } from '@atnet/protocol-codec'
import { type Call, type CommandSpec, textOf } from '../command.ts'
import { print, table } from '../output.ts'
import { readAtSign } from '../reading.ts'
import { withReach } from '../session.ts'
import { stateFolderOf } from '../surroundings.ts'
import { UsageError } from '../usage-error.ts'

const atSignArgument = { name: 'atSign', doc: 'such as @alice', required: true }

const store = {
  flags: '--store <file>',
  doc: "the directory's database (default: the one of the local network here)",
}

/** `atnet directory add`: tells a directory where an atServer is. */
export const directoryAdd: CommandSpec = {
  name: 'directory add',
  summary: 'Tell the directory where the atServer of an atSign is, or where it has moved to.',
  arguments: [atSignArgument, { name: 'address', doc: 'such as localhost:6409', required: true }],
  options: [store],
  example: 'directory add @dave localhost:6409',
  async run(call) {
    const atSign = readAtSign(call.arguments[0] ?? '')
    const address = readAddress(call.arguments[1] ?? '')
    await withStore(call, (directory) => {
      directory.set(atSign.slice(1), address)
    })
    printEntries(call, [{ atSign, address }])
  },
}

/** `atnet directory remove`: makes a directory forget an atSign. */
export const directoryRemove: CommandSpec = {
  name: 'directory remove',
  summary: 'Make the directory forget an atSign.',
  arguments: [atSignArgument],
  options: [store],
  example: 'directory remove @dave',
  async run(call) {
    const atSign = readAtSign(call.arguments[0] ?? '')
    const removed = await withStore(call, (directory) => directory.remove(atSign.slice(1)))
    if (!removed) {
      throw new Error(`The directory does not know ${atSign}; nothing was removed.`)
    }
    print(call, { text: `${atSign} removed`, json: { atsign: atSign, removed } })
  },
}

/** `atnet directory show`: where a directory says an atServer is. */
export const directoryShow: CommandSpec = {
  name: 'directory show',
  summary:
    'Show where the atServer of an atSign is, as the directory answers; or as --store has it.',
  arguments: [atSignArgument],
  options: [store],
  example: 'directory show @alice',
  async run(call) {
    const atSign = readAtSign(call.arguments[0] ?? '')
    const address =
      textOf(call.options, 'store') === undefined
        ? await askDirectory(call, atSign)
        : await withStore(call, (directory) => directory.find(atSign.slice(1)))
    if (address === undefined) {
      throw new Error(`The directory does not know ${atSign}: check the spelling.`)
    }
    printEntries(call, [{ atSign, address }])
  },
}

/** `atnet directory list`: everything a directory knows. */
export const directoryList: CommandSpec = {
  name: 'directory list',
  summary: 'List every atSign of the directory.',
  arguments: [],
  options: [store],
  example: 'directory list',
  async run(call) {
    const entries = await withStore(call, (directory) =>
      [...directory.list()].map(({ name, address }) => ({ atSign: `@${name}`, address })),
    )
    printEntries(call, entries)
  },
}

type Entry = { readonly atSign: string; readonly address: Address }

function printEntries(call: Call, entries: readonly Entry[]): void {
  const rows = entries.map(({ atSign, address }) => [atSign, formatAddress(address)])
  print(call, {
    text: table(['atSign', 'atServer'], rows),
    json: entries.map(({ atSign, address }) => ({ atsign: atSign, ...address })),
  })
}

function askDirectory(call: Call, atSign: AtSign): Promise<Address> {
  return withReach(call, ({ addresses }) => addresses.find(atSign))
}

async function withStore<T>(call: Call, work: (directory: DirectoryStore) => T): Promise<T> {
  const directory = openSqliteDirectoryStore({ file: await findStore(call) })
  try {
    return work(directory)
  } finally {
    directory.close()
  }
}

async function findStore({ options, host }: Call): Promise<string> {
  const given = textOf(options, 'store')
  if (given !== undefined) {
    return resolve(host.folder, given)
  }
  const folder = stateFolderOf(options, host)
  if ((await readNetworkFile(folder)) === undefined) {
    throw new UsageError(
      `There is no local network in ${folder}: name the directory's database with --store.`,
    )
  }
  return stateFiles(folder).directory
}

function readAddress(text: string): Address {
  const address = parseAddress(text)
  if (address === undefined) {
    throw new UsageError(`${text} is no address: write host:port, such as localhost:6409.`)
  }
  return address
}
