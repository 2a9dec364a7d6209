import { parse } from 'yaml'
import { maxSettingsFileBytes, maxShownValueChars } from './limits.ts'
import { nearest } from './nearest.ts'
import { type Given, type Option, SettingsError, variableOf } from './settings-table.ts'
import { readTextFile, TextFileError } from './text-file.ts'

/** Every option a program takes, by name. */
export type Options = ReadonlyMap<string, Option>

/** What one source gives, by option name. */
export type Level = ReadonlyMap<string, Given>

/** Reads `--name value` and `--name=value`. Throws `SettingsError`. */
export function readArguments(argv: readonly string[], options: Options): Level {
  const level = new Map<string, Given>()
  for (let at = 0; at < argv.length; at += 1) {
    const typed = argv[at] ?? ''
    const [dashed = '', ...rest] = typed.split('=')
    const option = knownArgument(typed, dashed, options)
    const label = `--${option.name}`
    const example = option.flag ? label : `${label} ${option.example}`
    if (level.has(option.name)) {
      throw new SettingsError(`${label} is given twice: give it once.`)
    }
    let text = rest.length > 0 ? rest.join('=') : undefined
    if (text === undefined && option.flag) {
      text = 'true'
    }
    if (text === undefined) {
      at += 1
      text = argv[at]
    }
    if (text === undefined || (rest.length === 0 && text.startsWith('--'))) {
      throw new SettingsError(`${label} needs a value, for example ${example}.`)
    }
    level.set(option.name, { text, label, example })
  }
  return level
}

function knownArgument(typed: string, dashed: string, options: Options): Option {
  const option = dashed.startsWith('--') ? options.get(dashed.slice(2)) : undefined
  if (option !== undefined) {
    return option
  }
  if (!dashed.startsWith('-')) {
    throw new SettingsError(
      `${shown(typed)} belongs to no setting: settings are written --name value.`,
    )
  }
  const names = [...options.keys(), 'help', 'version']
  const meant = nearest(dashed.replace(/^-+/, ''), names)
  throw new SettingsError(`There is no setting ${shown(dashed)}: did you mean --${meant}?`)
}

/** Reads variables that begin with `prefix`; an empty one counts as not set. Throws `SettingsError`. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  prefix: string,
  options: Options,
): Level {
  const byVariable = new Map([...options.values()].map((o) => [variableOf(prefix, o.name), o]))
  const level = new Map<string, Given>()
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(prefix) || text === undefined) {
      continue
    }
    const option = byVariable.get(variable)
    if (option === undefined) {
      const meant = nearest(variable, [...byVariable.keys()])
      throw new SettingsError(
        `There is no setting ${shown(variable)} for the environment: did you mean ${meant}?`,
      )
    }
    if (text !== '') {
      const example = `${variable}=${option.flag ? 'true' : option.example}`
      level.set(option.name, { text, label: variable, example })
    }
  }
  return level
}

/** Reads a YAML file with one line per setting. Throws `SettingsError`. */
export function readSettingsFile(path: string, label: string, options: Options): Level {
  const level = new Map<string, Given>()
  for (const [name, value] of parseYaml(path, readNamedFile(path, label, maxSettingsFileBytes))) {
    const option = options.get(String(name))
    if (option === undefined || option.name === 'config') {
      const names = [...options.keys()].filter((known) => known !== 'config')
      const meant = nearest(String(name), names)
      throw new SettingsError(
        `There is no setting ${shown(String(name))} in ${path}: did you mean ${meant}?`,
      )
    }
    const text = Array.isArray(value) ? value.map(String).join(',') : value
    const example = `${option.name}: ${option.flag ? 'true' : option.example}`
    if (typeof text !== 'string' || text === '') {
      throw new SettingsError(
        `The setting ${option.name} in ${path} needs a value on its line, for example ${example}.`,
      )
    }
    level.set(option.name, { text, label: `${option.name} in ${path}`, example })
  }
  return level
}

function parseYaml(path: string, text: string): ReadonlyMap<unknown, unknown> {
  let parsed: unknown
  try {
    // Every scalar stays the text that was typed; aliases could make a small file expand without end.
    parsed = parse(text, { schema: 'failsafe', mapAsMap: true, maxAliasCount: 0 })
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    const reason = problem.replace(/:$/, '')
    throw new SettingsError(`The settings file ${path} is not valid YAML: ${reason}.`, {
      cause: error,
    })
  }
  if (parsed === null || parsed === '') {
    return new Map()
  }
  if (!(parsed instanceof Map)) {
    throw new SettingsError(`The settings file ${path} must have one 'name: value' on each line.`)
  }
  return parsed
}

/** The text of a file that an option names. Throws `SettingsError`. */
export function readNamedFile(path: string, label: string, maxBytes: number): string {
  try {
    return readTextFile(path, maxBytes)
  } catch (error) {
    if (error instanceof TextFileError) {
      throw new SettingsError(`The file of ${label}, ${path}, ${error.message}.`, { cause: error })
    }
    throw error
  }
}

/** A text that somebody gave, fit for one line of an error message. */
export function shown(text: string): string {
  const cut = text.length > maxShownValueChars ? `${text.slice(0, maxShownValueChars)}…` : text
  return JSON.stringify(cut)
}
