import { AtFault, parse, recognise, type VerbName } from '@atnet/protocol-codec'

/** Verbs that change who a connection is or what it is for, and those that would nest. */
const refused: ReadonlySet<VerbName> = new Set([
  'exit',
  'from',
  'cram',
  'pkam',
  'pol',
  'to',
  'monitor',
  'stream',
  'batch',
  'enroll',
])

/** Throws `AtFault('illegalArgument')` when a line has no place in a batch (data.batch.allowed). */
export function checkAllowed(line: string): void {
  const verb = recognise(line)
  if (verb !== undefined && (refused.has(verb) || (verb === 'config' && setsSomething(line)))) {
    throw new AtFault('illegalArgument', `${verb} is not allowed inside a batch`)
  }
}

function setsSomething(line: string): boolean {
  const command = parse(line)
  return command.verb === 'config' && command.action.kind === 'set'
}
