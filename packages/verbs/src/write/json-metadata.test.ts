import {
  AtFault,
  FRAGMENT_TAGS,
  formatFragment,
  type MetadataRequest,
  parse,
} from '@atnet/protocol-codec'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type JsonObject, readJsonMetadata } from './json-metadata.ts'

const values = {
  integer: fc.maxSafeInteger().map((value) => value + 0),
  flag: fc.boolean(),
  token: fc.stringMatching(/^[^:@\s]{1,20}$/u),
  // Years with four digits are all that a command can name.
  time: fc.integer({ min: Date.parse('0001-01-01'), max: Date.parse('9999-12-31') }),
}

/** Any metadata that a command can ask for. */
const anyRequest: fc.Arbitrary<MetadataRequest> = fc.record(
  Object.fromEntries(FRAGMENT_TAGS.map(({ name, kind }) => [name, values[kind]])),
  { requiredKeys: [] },
)

/** The same as a program would write it: moments are texts. */
function asJson(request: MetadataRequest): JsonObject {
  const members = FRAGMENT_TAGS.map(({ name, kind }) => {
    const value = request[name]
    const isMoment = kind === 'time' && value !== undefined
    return [name, isMoment ? new Date(Number(value)).toISOString() : value] as const
  })
  return Object.fromEntries(members)
}

it('says in JSON what its tags say in a line (data.update.json)', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const command = parse(`update${formatFragment(request)}:x@alice v`)
      expect(command).toMatchObject({ body: { metadata: readJsonMetadata(asJson(request)) } })
    }),
  )
})

/** What `json` asks for, or the fault for it. */
function told(json: JsonObject): MetadataRequest | string {
  try {
    return readJsonMetadata(json)
  } catch (error) {
    if (error instanceof AtFault) {
      return error.fault
    }
    throw error
  }
}

/** What arrives when a line says what `json` asks for; the fault for what asks for nothing sayable. */
function carried(json: JsonObject): unknown {
  const request = told(json)
  if (typeof request === 'string') {
    return 'invalidSyntax'
  }
  const command = parse(`update${formatFragment(request)}:x@alice v`)
  return command.verb === 'update' && command.body.kind === 'text' && command.body.key === 'x'
    ? command.body.metadata
    : command
}

it('takes nothing that a line could not carry, and refuses the rest with AT0003 (data.update.json)', () => {
  const names = [...FRAGMENT_TAGS.map(({ name }) => name), '__proto__', 'constructor']
  const text = fc.string({ unit: fc.constantFrom('a', '1', '-', ':', '@', ' ', '\n', '=', 'é') })
  const anything = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.jsonValue(), text))
  fc.assert(
    fc.property(anything, (json) => {
      expect(told(json)).toEqual(carried(json))
    }),
  )
})
