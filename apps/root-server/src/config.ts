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
import { maxCertificateCheckMs, minCertificateCheckMs } from './limits.ts'

/** What the program is called in its own messages. */
export const programName = 'atnet-root-server'

type Optional<T> = Setting<T> & { readonly optional: true }

/** The settings of the program, by name. */
export type RootTable = {
  readonly port: Setting<number>
  readonly host: Setting<readonly string[]>
  readonly cert: Setting<string>
  readonly key: Setting<string>
  readonly 'data-dir': Setting<string>
  readonly database: Optional<string>
  readonly tarpit: Setting<boolean>
  readonly 'health-port': Optional<number>
  readonly 'certificate-check-ms': Setting<number>
  readonly 'log-level': Setting<LogLevel>
}

/** Every setting of the atDirectory. Flags, variables, help and documentation come from here. */
export const rootSettings: RootTable = {
  port: {
    parse: parsePort,
    default: 64,
    doc: 'TCP port to listen on; 0 lets the system choose.',
    placeholder: 'PORT',
    example: '6400',
  },
  host: {
    parse: listOf(parseText),
    default: ['127.0.0.1', '::1'],
    doc: 'Addresses to listen on, separated by commas; 0.0.0.0,:: for every one of the machine.',
    placeholder: 'ADDRESSES',
  },
  cert: {
    parse: parseText,
    default: undefined,
    doc: 'File with the certificate chain shown to clients, PEM, leaf first.',
    placeholder: 'FILE',
  },
  key: {
    parse: parseText,
    default: undefined,
    doc: 'File with the private key of the certificate, PEM.',
    placeholder: 'FILE',
  },
  'data-dir': {
    parse: parseText,
    default: 'data',
    doc: 'Folder that holds the database, made when it is not there.',
    placeholder: 'FOLDER',
  },
  database: {
    parse: parseText,
    default: undefined,
    optional: true,
    doc: 'Database file with the atSigns and their addresses; directory.db in the data folder unless given.',
    placeholder: 'FILE',
  },
  tarpit: {
    parse: parseSwitch,
    default: false,
    flag: true,
    doc: 'Slows down and then cuts off who keeps asking for atSigns that do not exist.',
    placeholder: 'true|false',
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

/** The values of the settings. */
export type RootSettings = SettingsValues<RootTable>

/** Reads the settings of this process. Throws `SettingsError`, one sentence with the remedy. */
export function readRootSettings(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): SettingsResult<RootTable> {
  return readSettings(rootSettings, { argv, env, program: programName, prefix: 'ATNET_' })
}
