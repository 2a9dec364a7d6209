import type { CommandCodec } from './codec.ts'
import { reachesEnd, skip, solid } from './grammar.ts'
import { required } from './reading.ts'

/** `notify:status:`: how far a notification has got. */
export type NotifyStatusCommand = { readonly verb: 'notify:status'; readonly id: string }

/** `notify:status:<id>`: requirement `notify.status.grammar`. */
export const notifyStatusCodec: CommandCodec<NotifyStatusCommand> = {
  verb: 'notify:status',
  summary: 'Says how far a notification has got.',
  usage: 'e.g notify:status:<notification-id>',
  example: 'notify:status:75037ac4-386a-4d47-9dd0-71d4d7cf9a8f',
  captures: (line) => {
    const from = skip(line, 0, 'notify:status:')
    return from !== -1 && reachesEnd(line, solid, from)
      ? { notificationId: line.slice(from) }
      : undefined
  },
  read: (captures) => ({ verb: 'notify:status', id: required(captures, 'notificationId') }),
  write: ({ id }) => `notify:status:${id}`,
}
