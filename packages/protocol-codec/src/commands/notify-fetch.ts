import type { CommandCodec } from './codec.ts'
import { reachesEnd, skip, solid } from './grammar.ts'
import { required } from './reading.ts'

/** `notify:fetch:`: one notification with everything known about it. */
export type NotifyFetchCommand = { readonly verb: 'notify:fetch'; readonly id: string }

/** `notify:fetch:<id>`: requirement `notify.fetch.grammar`. */
export const notifyFetchCodec: CommandCodec<NotifyFetchCommand> = {
  verb: 'notify:fetch',
  summary: 'Shows one notification with everything known about it.',
  usage: 'e.g notify:fetch:<notification-id>',
  example: 'notify:fetch:75037ac4-386a-4d47-9dd0-71d4d7cf9a8f',
  captures: (line) => {
    const from = skip(line, 0, 'notify:fetch:')
    return from !== -1 && reachesEnd(line, solid, from)
      ? { notificationId: line.slice(from) }
      : undefined
  },
  read: (captures) => ({ verb: 'notify:fetch', id: required(captures, 'notificationId') }),
  write: ({ id }) => `notify:fetch:${id}`,
}
