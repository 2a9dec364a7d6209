import { type Address, AddressNotFound } from '@atnet/directory/resolver'
import { type AtSign, readFault } from '@atnet/protocol-codec'
import { AskError, ConnectError } from '@atnet/transport'
import { ClientError, type ClientProblem, ServerFault } from './errors.ts'

/** What a failed directory lookup means to the user. */
export function directoryProblem(error: unknown, atSign: AtSign): Error {
  if (error instanceof AddressNotFound) {
    return new ClientError(
      'atSignUnknown',
      `The directory does not know ${atSign}: check the spelling, and that you ask the right directory.`,
      { cause: error },
    )
  }
  const reason = sentence(error)
  return isDistrust(error)
    ? new ClientError(
        'untrusted',
        `${reason} Name the file of its authority with --ca (option trust) if you know the directory.`,
        { cause: error },
      )
    : new ClientError(
        'directoryUnreachable',
        `${reason} Check that the directory is running, and that you ask the right one.`,
        { cause: error },
      )
}

/** The message of an error, ended so that another sentence may follow. */
function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return /[.?!]$/u.test(message) ? message : `${message}.`
}

/** Whether somebody answered who is not to be believed. */
function isDistrust(error: unknown): boolean {
  return error instanceof ConnectError
    ? error.kind === 'untrusted' || error.kind === 'wrongName'
    : error instanceof Error && error.cause !== undefined && isDistrust(error.cause)
}

/** What a failed connection to an atServer means to the user. */
export function connectProblem(error: unknown, atSign: AtSign, address: Address): Error {
  const where = `The atServer of ${atSign} at ${address.host}:${address.port}`
  const kind = error instanceof ConnectError ? error.kind : undefined
  if (isDistrust(error)) {
    const why =
      kind === 'untrusted'
        ? 'shows a certificate that no trusted authority has signed, or one that is out of date'
        : `shows a certificate that does not name ${address.host}`
    const remedy = 'Name the file of its authority with --ca (option trust) if you know the server.'
    return new ClientError('untrusted', `${where} ${why}. ${remedy}`, { cause: error })
  }
  if (kind === 'timeout') {
    return new ClientError('timeout', `${where} did not answer in time; try again later.`, {
      cause: error,
    })
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new ClientError('serverUnreachable', `${where} cannot be reached: ${reason}`, {
    cause: error,
  })
}

/** What a missing reply means to the user; `awaited` names what was waited for. */
export function askProblem(error: unknown, atSign: AtSign, awaited: string): Error {
  if (!(error instanceof AskError)) {
    return error instanceof Error ? error : new Error(String(error))
  }
  const fault = error.said === undefined ? undefined : readFault(error.said)
  if (fault !== undefined) {
    return new ServerFault(fault.code, fault.description)
  }
  const [problem, message] = explainAsk(error, `the atServer of ${atSign}`, awaited)
  return new ClientError(problem, message, { cause: error })
}

function explainAsk(
  error: AskError,
  server: string,
  awaited: string,
): readonly [ClientProblem, string] {
  switch (error.kind) {
    case 'timeout':
      return ['timeout', `No answer in time: ${server} did not send ${awaited}; try again later.`]
    case 'closed':
      return [
        'connectionLost',
        `The connection ended before ${server} sent ${awaited}; connect again.`,
      ]
    case 'tooLong':
      return ['unexpectedReply', `The answer of ${server} is longer than any reply may be.`]
    case 'busy':
      return [
        'busy',
        `Too many commands are waiting for ${server}; wait for some of their replies.`,
      ]
    case 'unexpected':
      return [
        'unexpectedReply',
        `Instead of ${awaited}, ${server} sent something unexpected; is an atServer listening there?`,
      ]
    default:
      return error.kind satisfies never
  }
}
