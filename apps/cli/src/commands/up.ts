import { type MiniNetworkOptions, open, type StateOption } from '@atnet/mini-network'
import { silentLog } from '@atnet/runtime'
import { pinoLog } from '@atnet/runtime/pino'
import { runProgram, type Service } from '@atnet/runtime/program'
import { type Call, type CommandSpec, isOn, textOf } from '../command.ts'
import type { Host } from '../host.ts'
import { maxPort } from '../limits.ts'
import { note } from '../output.ts'
import { readAtSigns, readNumber } from '../reading.ts'
import { stateFolderOf } from '../surroundings.ts'
import { describe, jsonLine } from '../up-text.ts'
import { UsageError } from '../usage-error.ts'

/** `atnet up`: a whole network on this machine, until it is stopped (requirement `cli.up.stop`). */
export const up: CommandSpec = {
  name: 'up',
  summary: 'Run a network on this machine: a directory and an atServer for each atSign.',
  arguments: [],
  options: [
    {
      flags: '--atsigns <list>',
      doc: 'which atSigns, with commas (default: those of the last time, or @alice,@bob)',
    },
    {
      flags: '--port <number>',
      doc: 'the port of the directory, the atServers following (default: as the last time, or 6400)',
    },
    {
      flags: '--not-activated <list>',
      doc: 'atSigns to leave for you to activate; their secrets are shown',
    },
    { flags: '--ephemeral', doc: 'keep nothing: all is gone when it stops' },
    { flags: '--reset', doc: 'delete all keys and records of the last time first' },
    { flags: '--testing', doc: 'let atnet config change settings while it runs' },
    { flags: '--verbose', doc: 'tell what happens on standard error' },
  ],
  example: 'up --atsigns @alice,@bob,@carol --port 6400',
  run: runUp,
}

async function runUp(call: Call): Promise<void> {
  const { host, options } = call
  const wish = readWish(call)
  // Listened for from the start: a request while the network comes up is carried out afterwards.
  const stop = new Promise<void>((resolve) => {
    host.onStopRequest(resolve)
  })
  const network = await open(wish)
  const ready = isOn(options, 'json')
    ? jsonLine(network)
    : describe(network, { folder: host.folder, isKept: !isOn(options, 'ephemeral') })
  const code = await serveUntil(
    stop,
    { ready, [Symbol.asyncDispose]: network[Symbol.asyncDispose] },
    host,
  )
  if (code !== 0) {
    throw new Error('The network did not stop cleanly; what was acknowledged is kept all the same.')
  }
}

/** Says that the service is ready, and stops it when asked to; gives the exit code. */
function serveUntil(stop: Promise<void>, service: Service, host: Host): Promise<number> {
  return new Promise((resolve, reject) => {
    runProgram(
      {
        name: 'atnet up',
        version: '',
        read: () => ({ kind: 'settings', values: undefined }),
        start: async () => service,
      },
      {
        onStopRequest: (action) => {
          stop.then(action, reject)
        },
        out: host.out,
        error: host.error,
        exit: resolve,
        clock: host.clock,
      },
    ).catch(reject)
  })
}

function readWish(call: Call): MiniNetworkOptions {
  const { host, options } = call
  const atSigns = textOf(options, 'atsigns')
  const port = readNumber(options, 'port', { min: 0, max: maxPort })
  return {
    ...(atSigns === undefined ? {} : { atSigns: readAtSigns(atSigns) }),
    ...(port === undefined ? {} : { port }),
    notActivated: readAtSigns(textOf(options, 'notActivated') ?? ''),
    state: readState(call),
    settings: { testing: isOn(options, 'testing') },
    network: host.network,
    clock: host.clock,
    randomness: host.randomness,
    log: isOn(options, 'verbose')
      ? pinoLog({ level: 'debug', pretty: true, destination: { write: host.error } })
      : silentLog,
    notice: (text) => note(call, text),
  }
}

function readState({ options, host }: Call): StateOption {
  const reset = isOn(options, 'reset')
  if (!isOn(options, 'ephemeral')) {
    return { kind: 'folder', folder: stateFolderOf(options, host), reset }
  }
  if (reset || textOf(options, 'state') !== undefined) {
    throw new UsageError('--ephemeral keeps nothing, so --reset and --state make no sense with it.')
  }
  return { kind: 'temporary' }
}
