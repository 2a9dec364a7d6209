import { maxSettingFileBytes } from './limits.ts'
import {
  type Level,
  type Options,
  readArguments,
  readEnvironment,
  readNamedFile,
  readSettingsFile,
  shown,
} from './settings-sources.ts'
import {
  type Given,
  optionsOf,
  type Setting,
  SettingsError,
  type SettingsResult,
  type SettingsTable,
  type SettingsValues,
  variableOf,
} from './settings-table.ts'
import { helpText } from './settings-text.ts'

export {
  listOf,
  oneOf,
  parsePort,
  parseSwitch,
  parseText,
  wholeNumber,
} from './settings-parsers.ts'
export {
  type Setting,
  SettingsError,
  type SettingsResult,
  type SettingsTable,
  type SettingsValues,
} from './settings-table.ts'
export { describeSettings, redact } from './settings-text.ts'

/** Where settings come from. */
export type SettingsSources = {
  /** The arguments after the program's name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** The program's name, for its help text. */
  readonly program: string
  /** What the program's environment variables begin with. */
  readonly prefix: 'ATNET_'
}

/**
 * Reads a program's settings: a flag counts before an environment variable, that before the YAML
 * file named by `--config`, that before the default (settings.precedence). `--help` and `--version`
 * come before everything else. Throws a `SettingsError` of one sentence for an unknown name, naming
 * the nearest valid one (settings.unknown), for a value that does not fit, for one given twice
 * and for one that is missing.
 */
export function readSettings<T extends SettingsTable>(
  table: T,
  { argv, env, program, prefix }: SettingsSources,
): SettingsResult<T> {
  if (argv.includes('--help') || argv.includes('-h')) {
    return { kind: 'help', text: helpText(table, program, prefix) }
  }
  if (argv.includes('--version')) {
    return { kind: 'version' }
  }
  const options = optionsOf(table)
  const flags = readArguments(argv, options)
  const variables = readEnvironment(env, prefix, options)
  const config = flags.get('config') ?? variables.get('config')
  const file: Level =
    config === undefined ? new Map() : readSettingsFile(config.text, config.label, options)

  const values: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(table)) {
    const sources = [flags, variables, file]
    const given = sources.map((level) => pick(level, name, options)).find((found) => found)
    values[name] =
      given === undefined ? defaultOf(name, setting, prefix) : parseGiven(given, setting)
  }
  if (!isComplete(table, values)) {
    throw new Error('a setting has got no value, which cannot happen')
  }
  return { kind: 'settings', values }
}

/** Each value has come from the parser of its own setting, or is its default. */
function isComplete<T extends SettingsTable>(
  table: T,
  values: unknown,
): values is SettingsValues<T> {
  const names = Object.keys(table)
  return typeof values === 'object' && values !== null && names.every((name) => name in values)
}

/** What one source says about a setting, be it directly or through a file. */
function pick(level: Level, name: string, options: Options): Given | undefined {
  const direct = level.get(name)
  const fileOption = options.get(`${name}-file`)
  const named = fileOption?.fromFile === true ? level.get(fileOption.name) : undefined
  if (direct !== undefined && named !== undefined) {
    throw new SettingsError(`${direct.label} and ${named.label} exclude each other: give one.`)
  }
  if (named === undefined) {
    return direct
  }
  const text = readNamedFile(named.text, named.label, maxSettingFileBytes)
  return { ...named, text: text.replace(/\r?\n$/, '') }
}

function parseGiven(given: Given, setting: Setting<unknown>): unknown {
  try {
    return setting.parse(given.text)
  } catch (error) {
    // A parser may repeat the value, which must not happen to a secret.
    const reason = error instanceof Error ? error.message : String(error)
    const need = setting.secret === true ? '' : `: ${reason}`
    const value = setting.secret === true ? 'the value given' : shown(given.text)
    throw new SettingsError(
      `${given.label} cannot be ${value}${need}, for example ${given.example}.`,
    )
  }
}

function defaultOf(name: string, setting: Setting<unknown>, prefix: string): unknown {
  if (setting.default === undefined && setting.optional !== true) {
    throw new SettingsError(
      `--${name} is missing: give --${name} ${setting.placeholder}, or set ${variableOf(prefix, name)}.`,
    )
  }
  return setting.default
}
