import { describe, expect, it } from 'vitest'
import { takeReply } from './replies.ts'

describe('a reply on the wire', () => {
  it.each([
    ['@', '@', ''],
    ['data:ok\n@', 'data:ok\n@', ''],
    ['data:ok\n@alice@', 'data:ok\n@alice@', ''],
    ['data:ok\n@data:ok\n@', 'data:ok\n@', 'data:ok\n@'],
    ['data:ok\n@alice🛠@data:a@b\n@alice🛠@', 'data:ok\n@alice🛠@', 'data:a@b\n@alice🛠@'],
    ['data:ok\n@@bob@', 'data:ok\n@', '@bob@'],
    ['@bob@', '@bob@', ''],
    ['localhost:64\r\n@', 'localhost:64\r\n@', ''],
  ])('%j begins with %j', (text, reply, rest) => {
    expect(takeReply(text)).toEqual({ reply, rest })
  })

  it.each(['', 'data:ok', 'data:ok\n', 'data:ok\n@ali', '@bo', 'error:AT0012-full\n'])(
    '%j is not all there',
    (text) => {
      expect(takeReply(text)).toBeUndefined()
    },
  )
})
