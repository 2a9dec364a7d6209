import type { AtSign } from '@atnet/protocol-codec'
import { type Clock, sleep } from '@atnet/runtime'
import {
  AskError,
  ConnectError,
  type ConnectErrorKind,
  type Network,
  openAsker,
  type TlsIdentity,
} from '@atnet/transport'
import { type Address, parseAddress } from './address.ts'
import { AddressNotFound, DirectoryUnreachable } from './errors.ts'
import { greetingMs, maxAnswerBytes, maxAttempts, maxShownChars, retryStepMs } from './limits.ts'

type LookUpOptions = {
  readonly network: Network
  readonly trust: string | undefined
  readonly clock: Clock
  readonly identity?: TlsIdentity
  readonly deadlineMs: number
}

type Place = { readonly host: string; readonly port: number }

/** Failures that a second attempt will not cure: who answers there is not who we want to ask. */
const lasting: ReadonlySet<ConnectErrorKind> = new Set([
  'untrusted',
  'wrongName',
  'identity',
  'trust',
  'aborted',
])

/**
 * Asks a directory for one atSign: up to five attempts as long as there is no answer, each on a connection of its own
 * (directory.resolve.retry). Throws `AddressNotFound` or `DirectoryUnreachable`.
 */
export async function lookUp(
  atSign: AtSign,
  options: LookUpOptions,
  place: Place,
  signal: AbortSignal,
): Promise<Address> {
  const { clock, deadlineMs } = options
  const startedAt = clock.now()
  const leftMs = (): number => deadlineMs - Math.max(0, clock.now() - startedAt)
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await askOnce(atSign, { ...options, deadlineMs: leftMs() }, place, signal)
      return readAnswer(answer, atSign, place)
    } catch (error) {
      const pauseMs = attempt * retryStepMs
      if (!isPassing(error) || attempt >= maxAttempts || leftMs() <= pauseMs) {
        throw explained(error, atSign, place, attempt)
      }
      await sleep(clock, pauseMs, signal).catch(() => {
        throw explained(error, atSign, place, attempt)
      })
    }
  }
}

async function askOnce(
  atSign: AtSign,
  options: LookUpOptions,
  place: Place,
  signal: AbortSignal,
): Promise<string> {
  const { network, clock, trust, identity, deadlineMs } = options
  const stream = await network.connect({
    host: place.host,
    port: place.port,
    trust,
    deadlineMs,
    signal,
    ...(identity === undefined ? {} : { identity }),
  })
  const hangUp = (): void => stream.destroy()
  signal.addEventListener('abort', hangUp, { once: true })
  try {
    const asker = await openAsker(stream, {
      clock,
      greetingDeadlineMs: Math.min(greetingMs, deadlineMs),
      deadlineMs,
      maxReplyBytes: maxAnswerBytes,
    })
    // Without the `@`, which older directories do not know.
    const answer = await asker.ask(atSign.slice(1))
    void asker.close()
    return answer
  } finally {
    signal.removeEventListener('abort', hangUp)
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof ConnectError
    ? !lasting.has(error.kind)
    : error instanceof AskError && error.kind !== 'tooLong'
}

/** Reads `host:port` or `null`, whatever line end the directory uses. */
function readAnswer(answer: string, atSign: AtSign, { host, port }: Place): Address {
  const text = answer.trim()
  const address = parseAddress(text)
  if (address !== undefined) {
    return address
  }
  if (text.startsWith('null')) {
    throw new AddressNotFound(`The directory ${host}:${port} does not know ${atSign}`)
  }
  throw new DirectoryUnreachable(
    `The directory ${host}:${port} answered for ${atSign} what is no address: ${JSON.stringify(text.slice(0, maxShownChars))}`,
  )
}

function explained(error: unknown, atSign: AtSign, place: Place, attempts: number): unknown {
  if (!(error instanceof ConnectError || error instanceof AskError)) {
    return error
  }
  const tries = attempts === 1 ? '' : ` in ${attempts} attempts`
  return new DirectoryUnreachable(
    `The directory ${place.host}:${place.port} gave no answer for ${atSign}${tries}: ${error.message}`,
    { cause: error },
  )
}
