import type { Address } from '@atnet/directory/resolver'
import { type AtSign, type Command, format, readReply } from '@atnet/protocol-codec'
import type { Clock } from '@atnet/runtime'
import { type ByteStream, type Network, openAsker, type ReleasableAsker } from '@atnet/transport'
import { ClientError, ServerFault } from './errors.ts'
import { connectDeadlineMs, greetingDeadlineMs, maxReplyBytes, replyDeadlineMs } from './limits.ts'
import { askProblem, connectProblem, directoryProblem } from './problems.ts'

/** Where atServers are; what `openResolver` of `@atnet/directory/resolver` gives fits. */
export type Addresses = {
  /** The address of the atServer of `atSign`, perhaps remembered from earlier. */
  readonly find: (atSign: AtSign) => Promise<Address>
  /** Drops what is remembered about `atSign`. */
  readonly forget: (atSign: AtSign) => void
}

/** How long a client waits, in milliseconds. */
export type Deadlines = {
  /** For name lookup, TCP and TLS together. */
  readonly connectMs: number
  /** For the server's greeting. */
  readonly greetingMs: number
  /** For one command and its reply. */
  readonly replyMs: number
}

/** What {@link connect} needs to know. */
export type ConnectOptions = {
  /** Whose atServer to connect to. */
  readonly atSign: AtSign
  readonly addresses: Addresses
  readonly network: Network
  /** Certificates (PEM) of the authorities to trust; the system's when undefined. */
  readonly trust: string | undefined
  readonly clock: Clock
  /** Defaults: 10 s to connect, 10 s for the greeting, 30 s for a reply. */
  readonly deadlines?: Partial<Deadlines>
}

/** One conversation with one atServer: one command at a time, in the order asked. */
export type Connection = {
  /** Whose atServer this is. */
  readonly atSign: AtSign
  /**
   * Sends a command and gives what follows `data:` in the reply. Throws {@link ServerFault} for an
   * error reply (the connection stays usable if the server keeps it open) and {@link ClientError}
   * when no proper reply came; then the connection is gone.
   */
  readonly ask: (command: Command) => Promise<string>
  /** Sends any line and gives the reply as it came, without the prompt: `data:…`, `error:…` or `@bob@`. */
  readonly raw: (line: string) => Promise<string>
  /**
   * Gives the bare stream below: nothing more can be asked. Throws {@link ClientError} when the
   * connection is gone or busy.
   */
  readonly release: () => ByteStream
  /** Says `@exit` and closes. Never fails. */
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/**
 * Finds the atServer of `atSign`, connects over TLS and waits for its greeting.
 *
 * Throws {@link ClientError}: `directoryUnreachable`, `atSignUnknown`, `serverUnreachable`,
 * `untrusted`, `timeout` or `connectionLost`. A remembered address that leads nowhere is forgotten
 * (requirement `client.address.forget`); the chain and the host name of the certificate are always
 * checked (requirement `client.tls.verified`); nothing is sent before the greeting (requirement
 * `client.greeting.first`).
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { atSign, addresses, clock } = options
  const address = await findAddress(options)
  const stream = await openStream(options, address)
  const deadlineMs = options.deadlines?.replyMs ?? replyDeadlineMs
  try {
    const asker = await openAsker(stream, {
      clock,
      greetingDeadlineMs: options.deadlines?.greetingMs ?? greetingDeadlineMs,
      deadlineMs,
      maxReplyBytes,
    })
    return connectionOn(asker, atSign)
  } catch (error) {
    stream.destroy()
    addresses.forget(atSign)
    throw askProblem(error, atSign, 'the greeting')
  }
}

async function findAddress({ atSign, addresses }: ConnectOptions): Promise<Address> {
  try {
    return await addresses.find(atSign)
  } catch (error) {
    throw directoryProblem(error, atSign)
  }
}

async function openStream(options: ConnectOptions, address: Address): Promise<ByteStream> {
  try {
    return await options.network.connect({
      host: address.host,
      port: address.port,
      trust: options.trust,
      deadlineMs: options.deadlines?.connectMs ?? connectDeadlineMs,
    })
  } catch (error) {
    options.addresses.forget(options.atSign)
    throw connectProblem(error, options.atSign, address)
  }
}

function connectionOn(asker: ReleasableAsker, atSign: AtSign): Connection {
  async function raw(line: string): Promise<string> {
    try {
      // Only `pol` is answered without a line feed, so only then may a bare prompt be an answer.
      return await asker.ask(line, { expect: line.trim() === 'pol' ? 'pol' : 'reply' })
    } catch (error) {
      throw askProblem(error, atSign, 'a reply')
    }
  }
  async function ask(command: Command): Promise<string> {
    const reply = readReply(await raw(format(command)))
    switch (reply.kind) {
      case 'data':
        return reply.payload
      case 'fault':
        throw new ServerFault(reply.code, reply.description)
      case 'unexpected':
        asker.destroy()
        throw new ClientError(
          'unexpectedReply',
          `The atServer of ${atSign} answered something that is neither data nor an error; ` +
            'is an atServer listening there?',
        )
      default:
        return reply satisfies never
    }
  }
  function release(): ByteStream {
    try {
      return asker.release()
    } catch (error) {
      throw askProblem(error, atSign, 'a reply')
    }
  }
  // Closing is a courtesy to the server: that it failed changes nothing for the caller.
  const close = (): Promise<void> => asker.close().catch(() => asker.destroy())
  return { atSign, ask, raw, release, close, [Symbol.asyncDispose]: close }
}
