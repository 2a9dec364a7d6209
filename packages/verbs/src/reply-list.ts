import { AtFault } from '@atnet/protocol-codec'
import { maxListBytes } from './limits.ts'

/** Members of a long list in an answer, as they are found. */
export type ReplyList = {
  /** Adds JSON text. Throws `AtFault('illegalArgument')` when the list gets too long to be answered. */
  readonly add: (member: string) => void
  /** All members with commas between them. */
  readonly text: () => string
}

/** Members joined at a time: the end of a long list is then no long work. */
const joinedMembers = 200

/** A list with nothing in it yet; what it can hold is bounded (limit.list.reply). */
export function openReplyList(): ReplyList {
  const joined: string[] = []
  let latest: string[] = []
  let bytesLeft = maxListBytes

  function join(): void {
    if (latest.length > 0) {
      joined.push(latest.join(','))
      latest = []
    }
  }

  return {
    add: (member) => {
      bytesLeft -= Buffer.byteLength(member) + 1
      if (bytesLeft < 0) {
        throw new AtFault(
          'illegalArgument',
          `the list is longer than ${maxListBytes} bytes: ask for less of it with an expression`,
        )
      }
      latest.push(member)
      if (latest.length === joinedMembers) {
        join()
      }
    },
    text: () => {
      join()
      return joined.join(',')
    },
  }
}
