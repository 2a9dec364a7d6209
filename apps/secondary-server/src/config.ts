import { type DirectoryAddress, parseDirectoryAddress } from '@atnet/directory/resolver'
import { type AtSign, parseAtSign } from '@atnet/protocol-codec'
import type { LogLevel } from '@atnet/runtime'
import {
  listOf,
  oneOf,
  parsePort,
  parseSwitch,
  parseText,
  readSettings,
  type Setting,
  type SettingsResult,
  type SettingsValues,
  wholeNumber,
} from '@atnet/runtime/settings'
import {
  maxCertificateCheckMs,
  maxInboundLimit,
  minCertificateCheckMs,
  minInboundLimit,
} from './limits.ts'

/** What the program is called in its own messages. */
export const programName = 'atnet-secondary-server'

type Optional<T> = Setting<T> & { readonly optional: true }

/** The settings of the program, by name. */
export type SecondaryTable = {
  readonly atsign: Setting<AtSign>
  readonly port: Setting<number>
  readonly host: Setting<readonly string[]>
  readonly directory: Setting<DirectoryAddress>
  readonly cert: Setting<string>
  readonly key: Setting<string>
  readonly ca: Optional<string>
  readonly 'mtls-cert': Optional<string>
  readonly 'mtls-key': Optional<string>
  readonly 'data-dir': Setting<string>
  readonly 'cram-secret': Optional<string>
  readonly testing: Setting<boolean>
  readonly 'protected-keys': Setting<readonly string[]>
  readonly 'pol-challenge': Setting<'bound' | 'plain'>
  readonly 'inbound-max-limit': Setting<number>
  readonly 'cache-refresh-hour': Optional<number>
  readonly 'health-port': Optional<number>
  readonly 'certificate-check-ms': Setting<number>
  readonly 'log-level': Setting<LogLevel>
}

/** Every setting of an atServer. Flags, variables, help and documentation come from here. */
export const secondarySettings: SecondaryTable = {
  atsign: {
    parse: parseAtSign,
    default: undefined,
    doc: 'The atSign whose server this is.',
    placeholder: '@ATSIGN',
    example: '@alice',
  },
  port: {
    parse: parsePort,
    default: undefined,
    doc: 'TCP port to listen on; 0 lets the system choose.',
    placeholder: 'PORT',
    example: '6401',
  },
  host: {
    parse: listOf(parseText),
    default: ['127.0.0.1', '::1'],
    doc: 'Addresses to listen on, separated by commas; 0.0.0.0,:: for every one of the machine.',
    placeholder: 'ADDRESSES',
  },
  directory: {
    parse: parseDirectoryAddress,
    default: parseDirectoryAddress('root.atsign.org:64'),
    doc: 'The atDirectory that knows where other atServers are, or proxy:HOST[:PORT] to find all of them at one place.',
    placeholder: 'HOST[:PORT]',
    example: 'root.atsign.org:64',
  },
  cert: {
    parse: parseText,
    default: undefined,
    doc: 'File with the certificate chain, PEM, leaf first; it has to name the host that the atDirectory gives for the atSign.',
    placeholder: 'FILE',
  },
  key: {
    parse: parseText,
    default: undefined,
    doc: 'File with the private key of the certificate, PEM.',
    placeholder: 'FILE',
  },
  ca: {
    parse: parseText,
    default: undefined,
    optional: true,
    doc: 'File with the certificate authorities to trust, PEM; those of the system unless given.',
    placeholder: 'FILE',
  },
  'mtls-cert': {
    parse: parseText,
    default: undefined,
    optional: true,
    doc: 'File with a certificate chain, PEM, to show to other atServers in place of that of --cert, for authorities that issue certificates for servers alone.',
    placeholder: 'FILE',
  },
  'mtls-key': {
    parse: parseText,
    default: undefined,
    optional: true,
    doc: 'File with the private key of --mtls-cert, PEM.',
    placeholder: 'FILE',
  },
  'data-dir': {
    parse: parseText,
    default: 'data',
    doc: 'Folder that holds the database of the atSign, made when it is not there.',
    placeholder: 'FOLDER',
  },
  'cram-secret': {
    parse: parseText,
    default: undefined,
    optional: true,
    secret: true,
    doc: 'The one-time secret for the first login; ignored for ever once its owner has deleted it.',
    placeholder: 'SECRET',
  },
  testing: {
    parse: parseSwitch,
    default: false,
    flag: true,
    doc: 'Lets clients change settings while the server runs (config:set): for tests only.',
    placeholder: 'true|false',
  },
  'protected-keys': {
    parse: listOf(parseKeyName),
    default: [],
    doc: 'Keys that nobody deletes, separated by commas, without public: or @other: before them; <@atsign> stands for the atSign of the server. The public keys and the login key are always among them.',
    placeholder: 'KEYS',
    example: 'profile.wavi<@atsign>',
  },
  'pol-challenge': {
    parse: oneOf('bound', 'plain'),
    default: 'bound',
    doc: 'The challenge for other atServers: bound names this one, so that nobody can pass it on; plain is for peers that cannot read that.',
    placeholder: 'bound|plain',
  },
  'inbound-max-limit': {
    parse: wholeNumber({ from: minInboundLimit, to: maxInboundLimit }),
    default: 200,
    doc: 'Connections at once.',
    placeholder: 'COUNT',
  },
  'cache-refresh-hour': {
    parse: wholeNumber({ from: 0, to: 23 }),
    default: undefined,
    optional: true,
    doc: "The hour of the day (UTC) at which copies of other atSigns' records are refreshed; one that it chooses at each start unless given.",
    placeholder: 'HOUR',
    example: '3',
  },
  'health-port': {
    parse: parsePort,
    default: undefined,
    optional: true,
    doc: 'Loopback port for GET /healthz, /readyz and /metrics (Prometheus); 0 lets the system choose. Off unless given.',
    placeholder: 'PORT',
    example: '9100',
  },
  'certificate-check-ms': {
    parse: wholeNumber({ from: minCertificateCheckMs, to: maxCertificateCheckMs }),
    default: 10_000,
    doc: 'How often to look whether the certificate files have changed, milliseconds; new ones are used without a restart.',
    placeholder: 'MILLISECONDS',
  },
  'log-level': {
    parse: oneOf('debug', 'info', 'warn', 'error'),
    default: 'info',
    doc: 'Least important events to log.',
    placeholder: 'debug|info|warn|error',
  },
}

/** A key as `delete` compares it. Throws an `Error` saying what is needed. */
function parseKeyName(text: string): string {
  if (text === '' || text.includes(':')) {
    throw new Error('names such as profile.wavi<@atsign> are needed, without what ends in a colon')
  }
  return text
}

/** The values of the settings. */
export type SecondarySettings = SettingsValues<SecondaryTable>

/** Reads the settings of this process. Throws `SettingsError`, one sentence with the remedy. */
export function readSecondarySettings(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): SettingsResult<SecondaryTable> {
  return readSettings(secondarySettings, { argv, env, program: programName, prefix: 'ATNET_' })
}
