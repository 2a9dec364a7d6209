import type { AtSign, Command } from '@atnet/protocol-codec'
import { type ArgumentSpec, type Call, type CommandSpec, isOn, textOf } from '../command.ts'
import { print } from '../output.ts'
import { readCommand, readJson, whoAmI } from '../reading.ts'
import { withConnection } from '../session.ts'
import { UsageError } from '../usage-error.ts'

const key: ArgumentSpec = { name: 'key', doc: 'such as phone@alice', required: true }

const projections = [
  { flags: '--meta', doc: 'the metadata instead of the value' },
  { flags: '--all', doc: 'key, value and metadata' },
]

const bypassCache = {
  flags: '--bypass-cache',
  doc: 'ask the other atServer even when there is a copy here',
}

const anonymous = { flags: '--anonymous', doc: 'ask as nobody, without logging in' }

/** `atnet lookup`: what the caller may see, here or elsewhere. */
export const lookup: CommandSpec = {
  name: 'lookup',
  summary: 'Read a record you may see, yours or one shared with you; without -a, a public one.',
  arguments: [key],
  options: [...projections, bypassCache, anonymous],
  example: 'lookup -a @bob email@alice',
  async run(call) {
    const command = readLookup('lookup', call)
    const isAnonymous = isOn(call.options, 'anonymous')
    if (textOf(call.options, 'atsign') !== undefined) {
      const target = { atSign: whoAmI(call.options), proof: proofFor(isAnonymous) }
      await show(call, command, target)
      return
    }
    // Nobody's question goes to the only server that can answer it: the owner's.
    await show(call, command, { atSign: ownerOf(command), proof: 'none' })
  },
}

/** `atnet plookup`: another atSign's public record, through one's own atServer. */
export const plookup: CommandSpec = {
  name: 'plookup',
  summary: 'Read a public record of another atSign through your own atServer.',
  arguments: [key],
  options: [...projections, bypassCache],
  example: 'plookup -a @bob phone@alice',
  run: (call) => show(call, readLookup('plookup', call), owner(call)),
}

/** `atnet llookup`: one's own record, whatever its kind. */
export const llookup: CommandSpec = {
  name: 'llookup',
  summary: 'Read a record of your own store, named in full.',
  arguments: [{ ...key, doc: 'such as @bob:email@alice or public:phone@alice' }],
  options: projections,
  example: 'llookup -a @alice @bob:email@alice',
  run: (call) => {
    const projection = projectionOf(call)
    const name = call.arguments[0] ?? ''
    const line = `llookup:${projection === undefined ? '' : `${projection}:`}${name}`
    return show(
      call,
      readCommand(line, `${name} is no key such as public:phone@alice`),
      owner(call),
    )
  },
}

type Target = Parameters<typeof withConnection>[1]

function owner(call: Call): Target {
  return { atSign: whoAmI(call.options), proof: 'required' }
}

function proofFor(isAnonymous: boolean): Target['proof'] {
  return isAnonymous ? 'none' : 'required'
}

function readLookup(verb: 'lookup' | 'plookup', call: Call): Command {
  const projection = projectionOf(call)
  const name = call.arguments[0] ?? ''
  const bypass = isOn(call.options, 'bypassCache') ? 'bypassCache:true:' : ''
  const line = `${verb}:${bypass}${projection === undefined ? '' : `${projection}:`}${name}`
  return readCommand(line, `${name} is no key such as phone@alice`)
}

function projectionOf(call: Call): 'meta' | 'all' | undefined {
  const [meta, all] = [isOn(call.options, 'meta'), isOn(call.options, 'all')]
  if (meta && all) {
    throw new UsageError('--meta and --all exclude each other: --all has the metadata too.')
  }
  return meta ? 'meta' : all ? 'all' : undefined
}

function ownerOf(command: Command): AtSign {
  if (!('atSign' in command) || command.atSign === undefined) {
    throw new UsageError('Name the owner of the record, as in phone@alice.')
  }
  return command.atSign
}

async function show(call: Call, command: Command, target: Target): Promise<void> {
  const value = await withConnection(call, target, (connection) => connection.ask(command))
  const json =
    isOn(call.options, 'json') && projectionOf(call) !== undefined ? readJson(value) : { value }
  print(call, { text: value, json })
}
