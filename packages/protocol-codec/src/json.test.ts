import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRecord, parseJson } from './json.ts'
import { maxJsonDepth } from './limits.ts'

// wire.json.bounded
describe('parseJson', () => {
  it('reads what the platform reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value)
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each([undefined, '', '{', 'undefined', "{'a':1}", '[1,]', '"\n"', ']', '\ufeff{}'])(
    'reads nothing from %j',
    (text) => {
      expect(parseJson(text)).toBeUndefined()
    },
  )

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('reads %s nested as deep as the limit and no deeper', (open, close) => {
    const nested = (levels: number): string => `${open.repeat(levels)}1${close.repeat(levels)}`
    expect(parseJson(nested(maxJsonDepth))).toBeDefined()
    expect(parseJson(nested(maxJsonDepth + 1))).toBeUndefined()
    expect(parseJson(nested(1_000_000))).toBeUndefined()
  })

  it('takes brackets for nesting only outside strings', () => {
    const brackets = '[{'.repeat(maxJsonDepth)
    const value = [brackets, `"${brackets}`, '\\', `\\"${brackets}`, [[]], [[]]]
    expect(parseJson(JSON.stringify(value))).toEqual(value)
    const flat = Array.from({ length: 500 }, () => [{}])
    expect(parseJson(JSON.stringify(flat))).toEqual(flat)
  })
})

describe('isRecord', () => {
  it.each([
    [{}, true],
    [[], false],
    [null, false],
    ['x', false],
    [undefined, false],
  ])('of %j is %s', (value, record) => {
    expect(isRecord(value)).toBe(record)
  })
})
