/** One setting of a program. */
export type Setting<T> = {
  /**
   * Reads the text that was given. Throws an `Error` that says what is needed instead, in words
   * that follow a colon: 'a whole number is needed'.
   */
  readonly parse: (text: string) => T
  /** The value when nobody gave one; `undefined` makes the setting required, unless it is `optional`. */
  readonly default: T | undefined
  /** May be left out although there is no default. */
  readonly optional?: true
  /** What it is for: one sentence. */
  readonly doc: string
  /** Never printed; can also be given as the name of a file. */
  readonly secret?: boolean
  /** Can also be given as the name of a file that holds the value: `--<name>-file`. */
  readonly file?: boolean
  /** A switch: `--<name>` alone means `true`. */
  readonly flag?: true
  /** What stands for the value in texts, such as `PORT`. */
  readonly placeholder: string
  /** A value to show in error messages; the default, or else the placeholder, stands in for it. */
  readonly example?: string
}

/** All settings of a program by name, in kebab-case: `data-dir` is `--data-dir` and `ATNET_DATA_DIR`. */
export type SettingsTable = Readonly<Record<string, Setting<unknown>>>

/** The values of a table's settings. */
export type SettingsValues<T extends SettingsTable> = {
  readonly [Name in keyof T]: T[Name] extends { readonly optional: true }
    ? ReturnType<T[Name]['parse']> | undefined
    : ReturnType<T[Name]['parse']>
}

/** What the program was asked for: to run with these values, to explain itself, to say its version. */
export type SettingsResult<T extends SettingsTable> =
  | { readonly kind: 'settings'; readonly values: SettingsValues<T> }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }

/** A setting was given wrongly. The message is one sentence that names it and says what to do. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/** One way to give a setting, and how it is written there. */
export type Option = {
  readonly name: string
  /** The setting it belongs to; `undefined` for `config`, which names the settings file. */
  readonly setting: string | undefined
  /** The value is in a file that this option names. */
  readonly fromFile: boolean
  /** May stand alone, meaning `true`. */
  readonly flag: boolean
  readonly example: string
}

/** A text that was given for an option, and how the place it was given in writes that option. */
export type Given = {
  readonly text: string
  /** `--port`, `ATNET_PORT` or `port in FILE`: what an error message calls it. */
  readonly label: string
  /** The same option written out with a valid value. */
  readonly example: string
}

/** Every option of a table. Throws when the table itself is wrong, which is our own mistake. */
export function optionsOf(table: SettingsTable): ReadonlyMap<string, Option> {
  const options = new Map<string, Option>()
  function add(option: Option): void {
    const reserved = option.name === 'help' || option.name === 'version'
    if (reserved || options.has(option.name) || !/^[a-z][a-z0-9-]*$/.test(option.name)) {
      throw new Error(`the settings table cannot have the name '${option.name}', or not twice`)
    }
    options.set(option.name, option)
  }
  add({ name: 'config', setting: undefined, fromFile: false, flag: false, example: 'FILE' })
  for (const [name, setting] of Object.entries(table)) {
    const flag = setting.flag === true
    add({ name, setting: name, fromFile: false, flag, example: exampleOf(setting) })
    if (setting.secret === true || setting.file === true) {
      const common = { setting: name, fromFile: true, flag: false, example: 'FILE' }
      add({ ...common, name: `${name}-file` })
    }
  }
  return options
}

/** The name an option has among environment variables. */
export function variableOf(prefix: string, name: string): string {
  return prefix + name.toUpperCase().replaceAll('-', '_')
}

function exampleOf(setting: Setting<unknown>): string {
  const shown = setting.secret === true ? undefined : plainDefault(setting)
  return setting.example ?? (shown || setting.placeholder)
}

/** The default as somebody would type it; `undefined` when there is none, or none that is plain text. */
function plainDefault(setting: Setting<unknown>): string | undefined {
  const value: unknown = setting.default
  const isPlain = (item: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof item)
  return isPlain(value) || (Array.isArray(value) && value.every(isPlain))
    ? String(value)
    : undefined
}

/** What texts say about leaving the setting out. */
export function conditionOf(setting: Setting<unknown>): string {
  if (setting.default === undefined) {
    return setting.optional === true ? 'optional' : 'required'
  }
  if (setting.secret === true) {
    return 'default hidden'
  }
  const shown = plainDefault(setting) ?? setting.example ?? 'built in'
  return `default ${shown === '' ? 'empty' : shown}`
}
