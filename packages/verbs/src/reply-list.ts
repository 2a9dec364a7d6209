import { AtFault } from '@atnet/protocol-codec'
import { maxListBytes } from './limits.ts'
import { openPieces, type Pieces } from './pieces.ts'

/** Members of a long list in an answer, as they are found. */
export type ReplyList = {
  /** Adds JSON text. Throws `AtFault('illegalArgument')` when the list gets too long to be answered. */
  readonly add: (member: string) => void
  /** The list, between its brackets; nothing more can be added. */
  readonly end: () => Pieces
}

/** A list with nothing in it yet; what it can hold is bounded (limit.list.reply). */
export function openReplyList(opening: string, closing: string): ReplyList {
  const pieces = openPieces()
  pieces.add(opening)
  let comma = ''
  let bytesLeft = maxListBytes - opening.length - closing.length
  return {
    add: (member) => {
      bytesLeft -= Buffer.byteLength(member) + comma.length
      if (bytesLeft < 0) {
        throw new AtFault(
          'illegalArgument',
          `the list is longer than ${maxListBytes} bytes: ask for less of it with an expression`,
        )
      }
      pieces.add(comma, member)
      comma = ','
    },
    end: () => {
      pieces.add(closing)
      return pieces
    },
  }
}
