import { ListenError } from '@atnet/transport'
import { MiniNetworkError } from './errors.ts'

/** Both loopback addresses: clients that look up `localhost` may get either. */
export const loopbackHosts: readonly string[] = ['127.0.0.1', '::1']

/** The name certificates and the directory use for this machine. */
export const localHost = 'localhost'

/**
 * What a failed listener means to the user: for a port somebody else has, one sentence with the
 * port and the remedy (requirement `network.port.in-use`). `who` wanted to listen.
 */
export function listenProblem(error: unknown, who: string, port: number): unknown {
  const kind = error instanceof ListenError ? error.kind : undefined
  if (kind === 'inUse') {
    return new MiniNetworkError(
      'portInUse',
      `Port ${port}, wanted for ${who}, is in use by another program: stop that program, or choose other ports with --port.`,
      { cause: error },
    )
  }
  if (kind === 'forbidden') {
    return new MiniNetworkError(
      'cannotListen',
      `Port ${port}, wanted for ${who}, may not be used by this user: choose ports above 1023 with --port.`,
      { cause: error },
    )
  }
  return error
}
