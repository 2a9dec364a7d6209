import {
  type AtSign,
  FRAGMENT_TAGS,
  type MetadataRequest,
  parseAtSign,
} from '@atnet/protocol-codec'
import fc from 'fast-check'

/** Present or not. */
export function optional<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined })
}

/** Texts made of `alphabet`, `fewest` to 12 pieces long. */
function made(alphabet: string, fewest: number): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...alphabet), { minLength: fewest, maxLength: 12 })
    .map((chars) => chars.join(''))
}

/** ASCII letters, digits and `_`. */
export const word: fc.Arbitrary<string> = made('abcXYZ019_', 1)

/** The same with `-`. */
export const hyphenated: fc.Arbitrary<string> = made('abcXYZ019_-', 1)

/** At least six characters of a word. */
export const passcode: fc.Arbitrary<string> = made('abcXYZ019_', 6)

/** What base64 is made of. */
export const base64: fc.Arbitrary<string> = made('abcXYZ019+/=', 1)

/** No `:`, `@` or white space. */
export const token: fc.Arbitrary<string> = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .map((text) => text.replaceAll(/[:@\s]/gu, ''))
  .filter((text) => text !== '')

/** Names of keys, two characters or longer. */
export const key: fc.Arbitrary<string> = made('abcXYZ019_-', 2).map((text) => `${text}.wavi`)

/** Whatever a value may be: no line feed, no white space at the end. */
export const text: fc.Arbitrary<string> = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), made('a :@\u2028\r🛠', 1))
  .map((value) => value.replaceAll('\n', '').replaceAll(/[\s\u0085]+$/gu, ''))
  .filter((value) => value !== '')

/** A text that does not begin with a blank. */
export const pattern: fc.Arbitrary<string> = text.filter((value) => !/^\s/u.test(value))

/** An atSign in normal form. */
export const atSign: fc.Arbitrary<AtSign> = made('abcxyz019_-🛠', 1).map((name) => parseAtSign(name))

/** Any exact integer from 0. */
export const count: fc.Arbitrary<number> = fc.maxSafeNat()

/** Any exact integer. */
export const integer: fc.Arbitrary<number> = fc.maxSafeInteger().map((value) => value + 0)

/** Any moment whose year has four digits, in milliseconds since the epoch. */
export const moment: fc.Arbitrary<number> = fc.integer({
  min: Date.parse('0000-01-01T00:00:00.000Z'),
  max: Date.parse('9999-12-31T23:59:59.999Z'),
})

const tagValues = { integer, flag: fc.boolean(), time: moment, token }

/** Metadata a command may carry: each field present or not. */
export const metadata: fc.Arbitrary<MetadataRequest> = fc.record(
  Object.fromEntries(FRAGMENT_TAGS.map(({ name, kind }) => [name, tagValues[kind]])),
  { requiredKeys: [] },
)

/** The owner's own, everybody's, or one other's. */
export const scope = fc.oneof(
  fc.constant({ kind: 'self' } as const),
  fc.constant({ kind: 'public' } as const),
  fc.record({ kind: fc.constant('for' as const), atSign }),
)

/** `low`, `medium` or `high`. */
export const priority = fc.constantFrom('low' as const, 'medium' as const, 'high' as const)

/** JSON of an object. */
export const json: fc.Arbitrary<string> = fc
  .dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })
  .map((value) => JSON.stringify(value))
