import { type AtSign, parseAtSign } from '../at-sign.ts'
import { AtFault } from '../faults.ts'
import { isRecord, parseJson } from '../json.ts'
import type { Captures, CommandCodec } from './codec.ts'
import { isBraced, skip, token } from './grammar.ts'
import { required } from './reading.ts'

/** What a client says about itself in `from:`; every member a string, absent ones `undefined`. */
export type ClientConfig = {
  /** Of the client's SDK; selects JSON errors. */
  readonly version: string | undefined
  readonly clientId: string | undefined
  readonly appName: string | undefined
  readonly appVersion: string | undefined
  readonly platform: string | undefined
}

/** `from:@alice`: says who is calling and asks for a challenge. */
export type FromCommand = {
  readonly verb: 'from'
  readonly atSign: AtSign
  readonly clientConfig: ClientConfig | undefined
}

/** `from:[@]alice[:clientConfig:{…}]`: requirement `auth.from.grammar`. */
export const fromCodec: CommandCodec<FromCommand> = {
  verb: 'from',
  summary: 'Says who is calling and asks for a challenge.',
  usage: 'syntax from:@<atSign> e.g from:@alice',
  example: 'from:@alice:clientConfig:{"version":"3.3.0"}',
  captures,
  read: (found) => {
    const config = found['clientConfig']
    return {
      verb: 'from',
      atSign: parseAtSign(required(found, 'atSign')),
      clientConfig: config === undefined ? undefined : readClientConfig(config),
    }
  },
  write: ({ atSign, clientConfig }) =>
    clientConfig === undefined
      ? `from:${atSign}`
      : `from:${atSign}:clientConfig:${writeClientConfig(clientConfig)}`,
}

function captures(line: string): Captures | undefined {
  const from = skip(line, 0, 'from:')
  const end = from === -1 ? -1 : token(line, line[from] === '@' ? from + 1 : from)
  if (end === -1) {
    return undefined
  }
  const atSign = line.slice(from, end)
  if (end === line.length) {
    return { atSign }
  }
  const config = skip(line, end, ':clientConfig:')
  const json = config === -1 ? '' : line.slice(config)
  return isBraced(json) && json !== '{}' ? { atSign, clientConfig: json } : undefined
}

/**
 * Reads the members a server knows and nothing else of what the client sent. Throws `AtFault`
 * `invalidRequest` for text that is no JSON. Requirement `auth.from.client-config`.
 */
function readClientConfig(json: string): ClientConfig {
  const config = parseJson(json)
  if (!isRecord(config)) {
    throw new AtFault('invalidRequest', 'FormatException: clientConfig is not a JSON object')
  }
  return {
    version: textMember(config, 'version'),
    clientId: textMember(config, 'clientId'),
    appName: textMember(config, 'appName'),
    appVersion: textMember(config, 'appVersion'),
    platform: textMember(config, 'platform'),
  }
}

/** An own member that is a string; anything else counts as absent. */
function textMember(
  config: Readonly<Record<string, unknown>>,
  name: keyof ClientConfig,
): string | undefined {
  const member = Object.hasOwn(config, name) ? config[name] : undefined
  return typeof member === 'string' ? member : undefined
}

/** The grammar wants at least one character between the braces. */
function writeClientConfig(config: ClientConfig): string {
  const json = JSON.stringify(config)
  return json === '{}' ? '{ }' : json
}
