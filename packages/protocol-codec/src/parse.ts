import { AtFault } from './faults.ts'
import { foldHead, recognise } from './recognise.ts'
import { COMMANDS, type Command, type VerbName } from './verbs.ts'

/**
 * Reads a trimmed line without its line feed, in time linear in its length. Throws `AtFault`:
 * `invalidSyntax` with `invalid command` or `Invalid syntax. <usage>`; `invalidAtSign`;
 * `invalidRequest` for a clientConfig that is no JSON. Whoever has recognised the verb already may
 * say it, so that it is not looked for twice. Requirement `wire.command.parse`.
 */
export function parse(line: string, verb: VerbName | undefined = recognise(line)): Command {
  if (verb === undefined) {
    throw new AtFault('invalidSyntax', 'invalid command')
  }
  const codec = COMMANDS[verb]
  // A command inside a batch may hold a line feed; no line of its own could.
  const captures = line.includes('\n') ? undefined : codec.captures(foldHead(line))
  if (captures === undefined) {
    throw new AtFault('invalidSyntax', `Invalid syntax. ${codec.usage}`)
  }
  return codec.read(captures)
}
