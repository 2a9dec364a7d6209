import { AtFault, type FaultName, type FaultPolicy } from './faults.ts'
import { isRecord, parseJson } from './json.ts'
import { maxJsonFaultChars } from './limits.ts'

/** Who a fault is written to: their rank and the rendering they asked for. */
export type FaultView = {
  /** The caller proved to be the owner (cram or pkam). */
  readonly owner: boolean
  /** The caller announced a `clientConfig.version` that reads JSON errors. */
  readonly json: boolean
}

/** A peer's error as it was read. */
export type PeerFault = { readonly code: string; readonly description: string }

/**
 * The line a caller hears, without line feed and prompt: `error:AT0003-Exception: invalid command`.
 * Always one line: in text, a carriage return or line feed of the detail becomes a blank; in JSON
 * it is escaped. Requirement `wire.fault.rendering`.
 */
export function renderFault(fault: AtFault, view: FaultView): string {
  const { policy } = fault
  if (policy.encoding === 'status') {
    return `error:${policy.code}:${oneLine(fault.detail)}`
  }
  const description = describe(fault.detail, policy, view.owner)
  if (view.json) {
    return `error:${JSON.stringify({ errorCode: policy.code, errorDescription: description })}`
  }
  return `error:${policy.code}-${oneLine(description)}`
}

/**
 * Reads an error reply in any of its three renderings; `undefined` when `body` is none.
 * Requirement `wire.fault.reading`.
 */
export function readFault(body: string): PeerFault | undefined {
  if (!body.startsWith('error:')) {
    return undefined
  }
  const rest = body.slice('error:'.length)
  return rest.startsWith('{') ? readJsonFault(rest) : readTextFault(rest)
}

/**
 * The fault that tells our own caller what a peer's error was: the code selects the fault, the
 * description stays inside the message. Codes with no meaning here become `lookupFailure`. None of
 * them closes the caller's connection. Requirement `wire.fault.from-peer`.
 */
export function faultFromPeer(code: string, description: string): AtFault {
  return new AtFault(PEER_FAULTS.get(code) ?? 'lookupFailure', description, { origin: 'peer' })
}

/** The codes that keep their meaning when they travel on from a peer to our caller. */
const PEER_FAULTS: ReadonlyMap<string, FaultName> = new Map<string, FaultName>([
  ['AT0003', 'invalidSyntax'],
  ['AT0005', 'lineTooLong'],
  ['AT0006', 'outboundLimit'],
  ['AT0007', 'secondaryNotFound'],
  ['AT0008', 'handshakeFailure'],
  ['AT0009', 'unauthorized'],
  ['AT0010', 'internalError'],
  ['AT0012', 'inboundLimit'],
  ['AT0013', 'blocked'],
  ['AT0015', 'keyNotFound'],
  ['AT0021', 'secondaryUnreachable'],
  ['AT0022', 'illegalArgument'],
  ['AT0023', 'timeout'],
  ['AT0024', 'serverPaused'],
  ['AT0401', 'unauthenticated'],
])

function describe(detail: string, { text, wrap }: FaultPolicy, owner: boolean): string {
  if (wrap === 'message') {
    return detail
  }
  // Text that could not be read is announced by its own name instead of a second `Exception`.
  const inner =
    wrap === 'doubled' && !detail.startsWith('FormatException: ') ? `Exception: ${detail}` : detail
  return owner ? `${text} : ${inner}` : `Exception: ${inner}`
}

function readTextFault(rest: string): PeerFault | undefined {
  const code = /^(AT\d{4})[-:]/u.exec(rest)
  return code?.[1] === undefined
    ? undefined
    : { code: code[1], description: rest.slice(code[0].length) }
}

function readJsonFault(rest: string): PeerFault | undefined {
  const fault = rest.length <= maxJsonFaultChars ? parseJson(rest) : undefined
  if (!isRecord(fault)) {
    return undefined
  }
  const { errorCode: code, errorDescription: description } = fault
  if (typeof code !== 'string' || !/^AT\d{4}$/u.test(code)) {
    return undefined
  }
  return { code, description: typeof description === 'string' ? description : '' }
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]/gu, ' ')
}
