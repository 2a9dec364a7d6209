/** Why a client could not do what it was asked to. */
export type ClientProblem =
  | 'directoryUnreachable'
  | 'atSignUnknown'
  | 'serverUnreachable'
  | 'untrusted'
  | 'connectionLost'
  | 'busy'
  | 'timeout'
  | 'unexpectedReply'
  | 'challengeRefused'
  | 'unsupported'
  | 'keyRefused'
  | 'notActivated'
  | 'wrongSecret'
  | 'alreadyActivated'
  | 'keyFile'

/** Something between the caller and a reply went wrong; the message says what to do about it. */
export class ClientError extends Error {
  /** Which kind of problem, for code that reacts to it. */
  readonly problem: ClientProblem

  constructor(problem: ClientProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ClientError'
    this.problem = problem
  }
}

/** The server understood the question and answered with an error (requirement `client.fault.any-rendering`). */
export class ServerFault extends Error {
  /** The code on the wire, such as `AT0015`. */
  readonly code: string
  /** The server's own words. */
  readonly description: string

  constructor(code: string, description: string) {
    super(`The atServer answered ${code}: ${description}`)
    this.name = 'ServerFault'
    this.code = code
    this.description = description
  }
}
