import { maxFaultDetailChars } from './limits.ts'
import { shortened } from './text.ts'

/** Everything that may go wrong on the wire, by name. */
export type FaultName =
  | 'dataStore'
  | 'invalidSyntax'
  | 'socketError'
  | 'lineTooLong'
  | 'outboundLimit'
  | 'secondaryNotFound'
  | 'handshakeFailure'
  | 'unauthorized'
  | 'internalError'
  | 'invalidAtSign'
  | 'invalidRequest'
  | 'lookupFailure'
  | 'enrollmentRefused'
  | 'inboundLimit'
  | 'blocked'
  | 'keyNotFound'
  | 'invalidKey'
  | 'secondaryUnreachable'
  | 'illegalArgument'
  | 'timeout'
  | 'serverPaused'
  | 'enrollmentDenied'
  | 'enrollmentPending'
  | 'enrollmentRevoked'
  | 'enrollmentExpired'
  | 'tooManyRequests'
  | 'enrollmentEnded'
  | 'invalidEnrollmentStatus'
  | 'cannotRevokeSelf'
  | 'illegalState'
  | 'unauthenticated'

/** What a server says and does when a fault happens. */
export type FaultPolicy = {
  /** The code peers branch on. */
  readonly code: `AT${string}`
  /** The text peers match on; changing it breaks the wire. */
  readonly text: string
  /** `status` faults put a colon after the code and never become JSON. */
  readonly encoding: 'thrown' | 'status'
  /** Whether the connection ends after the fault has been written. */
  readonly closes: boolean
  /** Whether a prompt follows: not after the refusal of a full server. */
  readonly prompted: boolean
  /** How much the fault matters to whoever runs the server. */
  readonly level: 'info' | 'warn' | 'error'
  /**
   * How the description is built from the detail. `exception`: `Exception: <detail>`, to the owner
   * `<text> : <detail>`. `doubled`: the same with one more `Exception: ` before the detail.
   * `message`: the detail alone, whoever asks.
   */
  readonly wrap: 'message' | 'exception' | 'doubled'
}

/** Everything that may go wrong on the wire, and what the server does after saying so. */
export const FAULTS: Readonly<Record<FaultName, FaultPolicy>> = {
  dataStore: { ...closing('AT0002', 'DataStore exception', 'error'), wrap: 'message' },
  invalidSyntax: open('AT0003', 'Invalid syntax'),
  socketError: open('AT0004', 'Socket error', 'warn'),
  lineTooLong: closing('AT0005', 'Buffer limit exceeded', 'warn'),
  outboundLimit: open('AT0006', 'Outbound connection limit exceeded', 'warn'),
  secondaryNotFound: open('AT0007', 'Secondary server not found'),
  handshakeFailure: open('AT0008', 'Handshake failure', 'warn'),
  unauthorized: open('AT0009', 'UnAuthorized client in request'),
  internalError: open('AT0010', 'Internal server error', 'error'),
  invalidAtSign: closing('AT0011', 'Internal server exception'),
  invalidRequest: { ...closing('AT0011', 'Internal server exception'), wrap: 'doubled' },
  lookupFailure: open('AT0011', 'Internal server exception', 'warn'),
  enrollmentRefused: open('AT0011', 'Internal server exception'),
  inboundLimit: {
    ...closing('AT0012', 'Inbound connection limit exceeded', 'warn'),
    wrap: 'message',
    prompted: false,
  },
  blocked: closing('AT0013', 'Connection Exception'),
  keyNotFound: open('AT0015', 'key not found'),
  invalidKey: open('AT0016', 'Invalid key'),
  secondaryUnreachable: open('AT0021', 'Unable to connect to secondary', 'warn'),
  illegalArgument: open('AT0022', 'Illegal arguments'),
  timeout: open('AT0023', 'Timeout waiting for response', 'warn'),
  serverPaused: closing('AT0024', 'Server is paused'),
  enrollmentDenied: status('AT0025', 'Apkam Auth Denied'),
  enrollmentPending: status('AT0026', 'Apkam Auth Failed'),
  enrollmentRevoked: status('AT0027', 'Apkam Access Revoked'),
  enrollmentExpired: status('AT0028', 'Too Many Requests'),
  tooManyRequests: open('AT0028', 'Too Many Requests', 'warn'),
  enrollmentEnded: { ...status('AT0029', 'Apkam Enrollment Expired'), closes: true },
  invalidEnrollmentStatus: open('AT0030', 'Invalid Enrollment Status'),
  cannotRevokeSelf: open('AT0031', 'Cannot revoke self enrollment'),
  illegalState: open('AT0032', 'Illegal state exception'),
  unauthenticated: open('AT0401', 'Client authentication failed'),
}

/** Whose fault it is: our own, or one that a peer told us and that travels on to our caller. */
type FaultOrigin = 'own' | 'peer'

/**
 * The one error a peer may hear about: thrown anywhere, caught once at the edge of a connection.
 * `detail` is said to the peer: it never holds a value, key material or a path. Whatever it quotes,
 * it is cut where it gets long (wire.fault.bounded).
 */
export class AtFault extends Error {
  override readonly name: string = 'AtFault'
  /** Which row of `FAULTS` this is. */
  readonly fault: FaultName
  /** The sentence that goes out with the code. */
  readonly detail: string
  readonly origin: FaultOrigin

  constructor(
    fault: FaultName,
    detail: string,
    options: ErrorOptions & { readonly origin?: FaultOrigin } = {},
  ) {
    const short = shortened(detail, maxFaultDetailChars)
    super(`${FAULTS[fault].code} ${FAULTS[fault].text}: ${short}`, options)
    this.fault = fault
    this.detail = short
    this.origin = options.origin ?? 'own'
  }

  /** The row of `FAULTS`: code, text, encoding, whether the connection closes. */
  get policy(): FaultPolicy {
    const policy = FAULTS[this.fault]
    return this.origin === 'own' ? policy : passedOn(policy)
  }

  /** The code peers branch on, such as `AT0003`. */
  get code(): FaultPolicy['code'] {
    return this.policy.code
  }
}

/** What a peer's state made it say says nothing about ours: our caller goes on (wire.fault.from-peer). */
function passedOn({ code, text, level }: FaultPolicy): FaultPolicy {
  return open(code, text, level === 'error' ? 'warn' : level)
}

function open(
  code: FaultPolicy['code'],
  text: string,
  level: FaultPolicy['level'] = 'info',
): FaultPolicy {
  const manners = { encoding: 'thrown', closes: false, prompted: true, wrap: 'exception' } as const
  return { code, text, level, ...manners }
}

function closing(
  code: FaultPolicy['code'],
  text: string,
  level: FaultPolicy['level'] = 'info',
): FaultPolicy {
  return { ...open(code, text, level), closes: true }
}

/** Enrollment states a client polls for: the colon form, open, the bare detail. */
function status(code: FaultPolicy['code'], text: string): FaultPolicy {
  return { ...open(code, text), encoding: 'status', wrap: 'message' }
}
