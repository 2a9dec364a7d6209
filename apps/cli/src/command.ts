import type { Host } from './host.ts'

/** An option as help shows it, such as `--port <number>`; its value is text, or true for a switch. */
export type OptionSpec = {
  readonly flags: string
  readonly doc: string
}

/** A word after the command's name. */
export type ArgumentSpec = {
  readonly name: string
  readonly doc: string
  readonly required: boolean
  /** Takes every word that is left. */
  readonly many?: true
}

/** Options as given: by their long name without dashes, in camel case. */
export type Options = Readonly<Record<string, string | boolean | undefined>>

/** What a command was called with. */
export type Call = {
  readonly arguments: readonly (string | undefined)[]
  readonly options: Options
  readonly host: Host
}

/** One command of `atnet`: all that help, parsing and running need to know. */
export type CommandSpec = {
  /** One word, or two for a command of a group, such as `directory add`. */
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  readonly arguments: readonly ArgumentSpec[]
  readonly options: readonly OptionSpec[]
  /** What one types, after `atnet`. */
  readonly example: string
  /** Does it. Whatever it throws becomes one sentence on standard error and an exit code other than 0. */
  readonly run: (call: Call) => Promise<void>
}

/** The text given for an option; undefined when it was left out. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** Whether a switch was given. */
export function isOn(options: Options, name: string): boolean {
  return options[name] === true
}
