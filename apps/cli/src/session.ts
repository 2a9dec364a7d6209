import { ClientError, type Connection, type ConnectOptions, connect, logIn } from '@atnet/client'
import { loadKeys } from '@atnet/client/key-files'
import { DirectoryUnreachable, openResolver } from '@atnet/directory/resolver'
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

/** The way to any atServer of the network a command talks to. */
export type Reach = Omit<ConnectOptions, 'atSign'> & { readonly around: Surroundings }

/**
 * Runs `work` with the way to the network that the options name. Throws what `work` throws, but
 * says plainly when the local network is not running.
 */
export async function withReach<T>(call: Call, work: (reach: Reach) => Promise<T>): Promise<T> {
  const { network, clock } = call.host
  const around = await findSurroundings(call.options, call.host)
  const { directory, trust } = around
  const addresses = openResolver({
    network,
    directory,
    trust,
    clock,
    deadlineMs: directoryDeadlineMs,
  })
  try {
    return await work({ addresses, network, trust, clock, around })
  } catch (error) {
    throw isAsleep(error, around) ? new Error(asleepText, { cause: error }) : error
  } finally {
    await addresses[Symbol.asyncDispose]()
  }
}

const asleepText = 'The local network is not running: start it with npm start, or with atnet up.'

function isAsleep(error: unknown, { stateFolder }: Surroundings): boolean {
  const isSilent =
    error instanceof DirectoryUnreachable ||
    (error instanceof ClientError && error.problem === 'directoryUnreachable')
  return isSilent && stateFolder !== undefined
}

/**
 * Connects to the atServer of `atSign`, logs in as its owner if asked to, runs `work`, and closes
 * whatever happens. Throws what the client and `work` throw, and {@link UsageError} when a key file
 * is needed and missing.
 */
export function withConnection<T>(
  call: Call,
  target: { readonly atSign: AtSign; readonly proof: Proof },
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  return withReach(call, async (reach) => {
    const { atSign, proof } = target
    const file = reach.around.keysFile(atSign)
    const keys = proof === 'none' ? undefined : await findKeys({ call, file, atSign, proof })
    const connection = await connect({ ...reach, atSign })
    try {
      if (keys !== undefined) {
        await logIn(connection, keys)
      }
      return await work(connection)
    } finally {
      await connection.close()
    }
  })
}

async function findKeys(options: {
  readonly call: Call
  readonly file: string
  readonly atSign: AtSign
  readonly proof: Proof
}): ReturnType<typeof loadKeys> {
  const { call, file, atSign, proof } = options
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
