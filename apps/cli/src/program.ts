import { Command, type CommanderError } from 'commander'
import type { ArgumentSpec, Call, CommandSpec, Options } from './command.ts'
import { COMMANDS, GROUPS } from './commands.ts'
import { commonOptions } from './common-options.ts'
import type { Host } from './host.ts'

/** What was asked for, once the command line has been understood. */
export type Chosen = { readonly spec: CommandSpec; readonly call: Call }

/**
 * Understands a command line. Gives undefined when help or the version was all that was asked for;
 * throws `CommanderError` for a line that makes no sense.
 */
export function chooseCommand(
  argv: readonly string[],
  { host, version }: { readonly host: Host; readonly version: string },
): Chosen | undefined {
  let chosen: Chosen | undefined
  const program = buildProgram({ host, version }, (choice) => {
    chosen = choice
  })
  program.parse([...argv], { from: 'user' })
  return chosen
}

/** How usage shows an argument: `<key>`, `[value]`, `<atSigns...>`. */
export function placeholderOf({ name, required, many }: ArgumentSpec): string {
  const shown = many === true ? `${name}...` : name
  return required ? `<${shown}>` : `[${shown}]`
}

/** Whether an error means that help or the version was shown, so that nothing is left to say. */
export function isShown(error: CommanderError): boolean {
  return error.exitCode === 0 || error.code === 'commander.help'
}

type Choose = (choice: Chosen) => void

function buildProgram(
  { host, version }: { readonly host: Host; readonly version: string },
  choose: Choose,
): Command {
  const program = new Command('atnet')
    .description('The atProtocol from the command line: a local network, and every verb.')
    .version(version)
    // Every command inherits these settings from the program it is made by.
    .exitOverride()
    .configureOutput({ writeOut: host.out, writeErr: host.error, outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true })
  for (const { flags, doc } of commonOptions) {
    program.option(flags, doc)
  }
  const groups = new Map<string, Command>()
  for (const spec of COMMANDS) {
    const [first = '', second] = spec.name.split(' ')
    const parent = second === undefined ? program : groupOf(program, groups, first)
    addCommand(parent.command(second ?? first), { spec, host, choose })
  }
  return program
}

function groupOf(program: Command, groups: Map<string, Command>, name: string): Command {
  const known = groups.get(name)
  if (known !== undefined) {
    return known
  }
  const made = program.command(name).description(GROUPS[name] ?? '')
  groups.set(name, made)
  return made
}

function addCommand(
  command: Command,
  {
    spec,
    host,
    choose,
  }: { readonly spec: CommandSpec; readonly host: Host; readonly choose: Choose },
): void {
  command.description(spec.summary).addHelpText('after', `\nExample:\n  atnet ${spec.example}`)
  for (const argument of spec.arguments) {
    command.argument(placeholderOf(argument), argument.doc)
  }
  for (const { flags, doc } of spec.options) {
    command.option(flags, doc)
  }
  command.action(() => {
    const options = command.optsWithGlobals<Options>()
    choose({ spec, call: { arguments: command.args, options, host } })
  })
}
