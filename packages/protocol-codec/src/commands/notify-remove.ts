import type { CommandCodec } from './codec.ts'
import { hyphenated, reachesEnd, skip } from './grammar.ts'
import { required } from './reading.ts'

/** `notify:remove:`: forgets one notification. */
export type NotifyRemoveCommand = { readonly verb: 'notify:remove'; readonly id: string }

/** `notify:remove:<id>`: requirement `notify.remove.grammar`. */
export const notifyRemoveCodec: CommandCodec<NotifyRemoveCommand> = {
  verb: 'notify:remove',
  summary: 'Forgets one notification.',
  usage: 'e.g notify:remove:<notificationId>',
  example: 'notify:remove:75037ac4-386a-4d47-9dd0-71d4d7cf9a8f',
  captures: (line) => {
    const from = skip(line, 0, 'notify:remove:')
    return from !== -1 && reachesEnd(line, hyphenated, from) ? { id: line.slice(from) } : undefined
  },
  read: (captures) => ({ verb: 'notify:remove', id: required(captures, 'id') }),
  write: ({ id }) => `notify:remove:${id}`,
}
