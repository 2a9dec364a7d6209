import { AtFault, parse, recognise, type VerbName } from '@atnet/protocol-codec'

/** Which verbs may stand in a batch: none that change who a connection is or what it is for, or nest. */
const ALLOWED: Readonly<Record<VerbName, boolean>> = {
  exit: false,
  from: false,
  cram: false,
  pkam: false,
  pol: false,
  to: false,
  monitor: false,
  stream: false,
  batch: false,
  enroll: false,
  info: true,
  noop: true,
  lookup: true,
  llookup: true,
  plookup: true,
  scan: true,
  'sync:from': true,
  stats: true,
  update: true,
  'update:meta': true,
  delete: true,
  // Except for `config:set`, which changes the server for everybody.
  config: true,
  keys: true,
  otp: true,
  notify: true,
  'notify:all': true,
  'notify:list': true,
  'notify:status': true,
  'notify:fetch': true,
  'notify:remove': true,
}

/** Throws `AtFault('illegalArgument')` when a line has no place in a batch (data.batch.allowed). */
export function checkAllowed(line: string): void {
  const verb = recognise(line)
  if (verb !== undefined && (!ALLOWED[verb] || (verb === 'config' && setsSomething(line)))) {
    throw new AtFault('illegalArgument', `${verb} is not allowed inside a batch`)
  }
}

function setsSomething(line: string): boolean {
  const command = parse(line)
  return command.verb === 'config' && command.action.kind === 'set'
}
