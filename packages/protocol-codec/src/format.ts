import { AtFault } from './faults.ts'
import { parse } from './parse.ts'
import { differingMember } from './same.ts'
import { trimLine } from './text.ts'
import { COMMANDS, type Command, type CommandOf, type VerbName } from './verbs.ts'

/**
 * The line, without line feed, that `parse` reads back as `command`. Throws `AtFault`
 * `illegalArgument` when there is none: a blank in a key, a line feed in a value, blanks at the
 * end of one (receivers trim them), a part that would be read as another. So nothing put into a
 * command can become a second command. Requirement `wire.command.format`.
 */
export function format(command: Command): string {
  const line = write(command.verb, command)
  const problem =
    line === trimLine(line) ? problemOf(command, readBack(line)) : 'it ends in a blank'
  if (problem !== undefined) {
    throw new AtFault('illegalArgument', `not a ${command.verb} command: ${problem}`)
  }
  return line
}

function problemOf(command: Command, back: Command | undefined): string | undefined {
  if (back === undefined) {
    return 'its line would be refused'
  }
  const member = differingMember(command, back)
  return member === undefined ? undefined : `its ${member} would be read as something else`
}

function write<V extends VerbName>(verb: V, command: CommandOf<V>): string {
  return COMMANDS[verb].write(command)
}

function readBack(line: string): Command | undefined {
  try {
    return parse(line)
  } catch (error) {
    if (error instanceof AtFault) {
      return undefined
    }
    throw error
  }
}
