import { AtFault } from '@atnet/protocol-codec'
import { maxListBytes } from './limits.ts'
import { type JsonList, openJsonList } from './pieces.ts'

/**
 * A list with nothing in it yet; what it can hold is bounded, and adding more throws
 * `AtFault('illegalArgument')` (limit.list.reply).
 */
export function openReplyList(opening: string, closing: string): JsonList {
  const { add, end } = openJsonList({ opening, closing })
  let commaBytes = 0
  let bytesLeft = maxListBytes - opening.length - closing.length
  return {
    add: (member = '') => {
      bytesLeft -= Buffer.byteLength(member) + commaBytes
      if (bytesLeft < 0) {
        throw new AtFault(
          'illegalArgument',
          `the list is longer than ${maxListBytes} bytes: ask for less of it with an expression`,
        )
      }
      add(member)
      commaBytes = 1
    },
    end,
  }
}
