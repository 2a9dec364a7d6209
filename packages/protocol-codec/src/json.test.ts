import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRecord, parseJson, readExactJson } from './json.ts'
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

describe('readExactJson', () => {
  const flaws = {
    noJson: 'is not JSON',
    tooDeep: `nests deeper than ${maxJsonDepth} levels`,
    tooLarge: 'holds a number beyond 2^53',
    halfPair: 'holds half a surrogate pair',
    twice: 'names a member twice',
  }

  it.each([
    ['', flaws.noJson],
    ['{"a":1', flaws.noJson],
    ["{'a':1}", flaws.noJson],
    ['['.repeat(100_000), flaws.tooDeep],
    ['9007199254740992', flaws.tooLarge],
    ['9007199254740993', flaws.tooLarge],
    ['-9007199254740993', flaws.tooLarge],
    ['{"a":{"b":[1,12345678901234567890]}}', flaws.tooLarge],
    ['1e16', flaws.tooLarge],
    ['1e400', flaws.tooLarge],
    ['-1e400', flaws.tooLarge],
    ['"\\ud800"', flaws.halfPair],
    ['"\\udc00\\ud800"', flaws.halfPair],
    ['{"\\ud83d":1}', flaws.halfPair],
    ['[{"a":"x\\udfff"}]', flaws.halfPair],
    ['{"a":1,"a":1}', flaws.twice],
    ['{"a":1,"b":{"c":2,"c":3}}', flaws.twice],
    ['{"a":1,"\\u0061":2}', flaws.twice],
    ['{"__proto__":1,"__proto__":2}', flaws.twice],
    ['{"1":0,"1":0}', flaws.twice],
  ])('%s: %s (wire.json.exact)', (text, flaw) => {
    expect(readExactJson(text)).toEqual({ flaw })
  })

  it.each([
    '9007199254740991',
    '-9007199254740991',
    '0.1',
    '1e15',
    '"\\ud83d\\udee0"',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"a:b":":","c":"\\":"}',
    '{"":1}',
  ])('%s says what it says (wire.json.exact)', (text) => {
    expect(readExactJson(text)).toEqual({ value: JSON.parse(text) })
  })

  it('takes __proto__ for a name like any other (wire.json.exact)', () => {
    const text = '{"__proto__":{"polluted":true},"constructor":{"prototype":1}}'
    const read = readExactJson(text)
    expect(JSON.stringify(read)).toBe(`{"value":${text}}`)
    expect(read).not.toHaveProperty('value.polluted')
    expect({}).not.toHaveProperty('polluted')
  })

  it('reads whatever JavaScript writes (wire.json.exact)', () => {
    const safe = fc.jsonValue({ maxDepth: 5 }).filter((value) => {
      const text = JSON.stringify(value)
      return !/\\ud[89a-f]/u.test(text) && !/\d{16}|e\+/u.test(text)
    })
    fc.assert(
      fc.property(safe, (value) => {
        const text = JSON.stringify(value)
        expect(readExactJson(text)).toEqual({ value: JSON.parse(text) })
      }),
    )
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
