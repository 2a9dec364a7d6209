import { ClientError, type Connection, connect, logIn } from '@atnet/client'
import { loadKeys } from '@atnet/client/key-files'
import { openResolver } from '@atnet/directory/resolver'
import type { AtSign } from '@atnet/protocol-codec'
import type { Call } from './command.ts'
import { directoryDeadlineMs } from './limits.ts'
import { findSurroundings, type Surroundings } from './surroundings.ts'
import { UsageError } from './usage-error.ts'

/** Whether a command proves who is asking. */
export type Proof =
  /** It must. */
  | 'required'
  /** It does when there is a key file, and says so when there is none. */
  | 'ifPossible'
  /** It does not. */
  | 'none'

/**
 * Connects to the atServer of `atSign`, logs in as its owner if asked to, runs `work`, and closes
 * whatever happens. Throws what the client and `work` throw, and {@link UsageError} when a key file
 * is needed and missing.
 */
export async function withConnection<T>(
  call: Call,
  target: { readonly atSign: AtSign; readonly proof: Proof },
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { host } = call
  const { atSign, proof } = target
  const around = await findSurroundings(call.options, host)
  const keys = proof === 'none' ? undefined : await findKeys({ call, around, atSign, proof })
  const addresses = openResolver({
    network: host.network,
    directory: around.directory,
    trust: around.trust,
    clock: host.clock,
    deadlineMs: directoryDeadlineMs,
  })
  try {
    const { network, clock } = host
    const options = { atSign, addresses, network, trust: around.trust, clock }
    const connection = await connect(options).catch((error: unknown) => {
      throw isAsleep(error, around) ? new Error(asleepText, { cause: error }) : error
    })
    try {
      if (keys !== undefined) {
        await logIn(connection, keys)
      }
      return await work(connection)
    } finally {
      await connection.close()
    }
  } finally {
    await addresses[Symbol.asyncDispose]()
  }
}

const asleepText = 'The local network is not running: start it with npm start, or with atnet up.'

function isAsleep(error: unknown, { stateFolder }: Surroundings): boolean {
  const isSilent = error instanceof ClientError && error.problem === 'directoryUnreachable'
  return isSilent && stateFolder !== undefined
}

async function findKeys(options: {
  readonly call: Call
  readonly around: Surroundings
  readonly atSign: AtSign
  readonly proof: Proof
}): ReturnType<typeof loadKeys> {
  const { call, around, atSign, proof } = options
  const file = around.keysFile(atSign)
  const keys = await loadKeys(file, { atSign })
  if (keys === undefined) {
    const lack = `There is no key file ${file} for ${atSign}`
    if (proof === 'required') {
      throw new UsageError(`${lack}: name it with --keys, or activate ${atSign} first.`)
    }
    call.host.error(`${lack}; not logged in.\n`)
  }
  return keys
}
