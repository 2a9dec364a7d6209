import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTimestamp, parseTimestamp } from './timestamps.ts'

const moment = Date.UTC(2024, 9, 24, 1, 35, 2, 123)

// data.metadata.timestamps
describe('formatTimestamp', () => {
  it('writes three decimals and UTC', () => {
    expect(formatTimestamp(moment)).toBe('2024-10-24 01:35:02.123Z')
    expect(formatTimestamp(moment, 'T')).toBe('2024-10-24T01:35:02.123Z')
    expect(formatTimestamp(0)).toBe('1970-01-01 00:00:00.000Z')
  })

  it.each([
    [Number.MAX_SAFE_INTEGER, '9999-12-31 23:59:59.999Z'],
    [Number.POSITIVE_INFINITY, '9999-12-31 23:59:59.999Z'],
    [-Number.MAX_SAFE_INTEGER, '0000-01-01 00:00:00.000Z'],
  ])('writes %d as the nearest moment peers can read', (ms, text) => {
    expect(formatTimestamp(ms)).toBe(text)
  })
})

describe('parseTimestamp', () => {
  it.each([
    ['2024-10-24 01:35:02.123Z', moment],
    ['2024-10-24T01:35:02.123Z', moment],
    ['2024-10-24t01:35:02.123z', moment],
    ['2024-10-24 01:35:02.123456Z', moment],
    ['2024-10-24T01:35:02.123999999999', moment],
    ['2024-10-24T01:35:02.1Z', moment - 23],
    ['2024-10-24T01:35:02Z', moment - 123],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['0001-01-01T00:00:00Z', Date.parse('0001-01-01T00:00:00Z')],
  ])('reads %s', (text, ms) => {
    expect(parseTimestamp(text)).toBe(ms)
  })

  it.each([
    '',
    '2024-10-24',
    '2023-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-01-32T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:60Z',
    '2024-01-01T00:00:00.Z',
    '2024-01-01T00:00:00+01:00',
    ' 2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00Z\n',
    '+02024-01-01T00:00:00Z',
    '1729733702123',
    'null',
  ])('refuses %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined()
  })

  it('reads what is written', () => {
    const ms = fc.integer({
      min: Date.parse('0000-01-01T00:00:00.000Z'),
      max: Date.parse('9999-12-31T23:59:59.999Z'),
    })
    fc.assert(
      fc.property(ms, fc.constantFrom<' ' | 'T'>(' ', 'T'), (time, separator) => {
        expect(parseTimestamp(formatTimestamp(time, separator))).toBe(time)
      }),
    )
  })
})
