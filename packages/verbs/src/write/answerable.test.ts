import { maxLineBytes, maxReplyBytes, renderRecord } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import { checkAnswerable } from './answerable.ts'

const key = '@bob:big.test@alice'
const metadata = { createdBy: '@alice', createdAt: 0, version: 0 }
const inLine = maxLineBytes - `update:${key} `.length - 1

function check(value: string, more = {}): void {
  checkAnswerable({ key, value, metadata: { ...metadata, ...more } })
}

// data.update.answerable
describe('a record that is answered in one reply', () => {
  it.each([
    ['all that a line carries', 'x'.repeat(inLine)],
    ['the same in characters of four bytes', '🛠'.repeat(inLine / 4)],
    ['five million quotation marks', '"'.repeat(5_000_000)],
  ])('may be of %s', (_, value) => {
    expect(() => check(value)).not.toThrow()
  })

  it.each([
    ['quotation marks', '"', 5_200_000],
    ['backslashes', '\\', 5_200_000],
    ['control characters', '\u0001', 1_720_000],
  ])('is not one of millions of %s', (_, character, count) => {
    const value = character.repeat(count)
    const bytes = Buffer.byteLength(renderRecord({ key, value, metadata }, 'all'))
    expect(() => check(value)).toThrow(
      expect.objectContaining({
        fault: 'illegalArgument',
        detail: `the record takes ${bytes} bytes in JSON, more than the ${maxReplyBytes} of a reply`,
      }),
    )
  })

  it('is measured with its metadata', () => {
    const half = '"'.repeat(inLine / 2)
    expect(() => check(half)).not.toThrow()
    expect(() => check(half, { ivNonce: half })).toThrow(/takes \d+ bytes/u)
  })

  it('ends with the last byte of the reply', () => {
    const rest = Buffer.byteLength(renderRecord({ key, value: '', metadata }, 'all'))
    const fitting = 'x'.repeat(maxReplyBytes - rest)
    expect(() => check(fitting)).not.toThrow()
    expect(() => check(`${fitting}x`)).toThrow(`${maxReplyBytes + 1} bytes`)
  })
})
