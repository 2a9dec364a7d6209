import {
  AtFault,
  encodeAppMetadata,
  FRAGMENT_TAGS,
  type FragmentKind,
  isRecord,
  type MetadataRequest,
  parseTimestamp,
} from '@atnet/protocol-codec'

/** A JSON object as it was parsed: only its own members are looked at. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The fault for a body of `update:json` that says something it cannot (data.update.json). */
export function malformed(what: string): AtFault {
  return new AtFault('invalidSyntax', `Invalid syntax. ${what}`)
}

/** A member of its own; `undefined` when it is missing or null, which are the same here. */
export function member(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined
}

/** A member that is true or false, if it is there. Throws `AtFault('invalidSyntax')`. */
export function flagMember(object: JsonObject, name: string): boolean | undefined {
  const value = member(object, name)
  if (value !== undefined && typeof value !== 'boolean') {
    throw malformed(`${name} is neither true nor false`)
  }
  return value
}

/**
 * The metadata of `update:json`, held to the rules of the tags that say the same in a line; members
 * without a tag are ignored. Throws `AtFault('invalidSyntax')` (data.update.json).
 */
export function readJsonMetadata(json: JsonObject): MetadataRequest {
  const object = { ...flatHash(json), ...encodedAppMetadata(json) }
  const found = FRAGMENT_TAGS.flatMap(({ name, kind }) => {
    const value = member(object, name) ?? member(json, name)
    return value === undefined ? [] : [[name, readMember(kind, name, value)] as const]
  })
  return Object.fromEntries(found)
}

/** `pubKeyHash` is an object in records; tags say it in two words. */
function flatHash(json: JsonObject): JsonObject {
  const said = member(json, 'pubKeyHash')
  return isRecord(said)
    ? { pubKeyHash: member(said, 'hash'), hashingAlgo: member(said, 'hashingAlgo') }
    : {}
}

function encodedAppMetadata(json: JsonObject): JsonObject {
  const said = member(json, 'appMetadata')
  return isRecord(said) ? { appMetadata: encodeAppMetadata(said) } : {}
}

function readMember(kind: FragmentKind, name: string, value: unknown): string | number | boolean {
  switch (kind) {
    case 'integer':
      return readInteger(name, value)
    case 'flag':
      if (typeof value !== 'boolean') {
        throw malformed(`${name} is neither true nor false`)
      }
      return value
    case 'time':
      return readTime(name, value)
    case 'token':
      if (typeof value !== 'string' || !/^[^:@\s]+$/u.test(value)) {
        throw malformed(`${name} is not a text without colons, @ and blanks`)
      }
      return value
    default:
      return kind satisfies never
  }
}

function readInteger(name: string, value: unknown): number {
  const isDigits = typeof value === 'string' && /^-?\d{1,16}$/u.test(value)
  const number = isDigits ? Number(value) : value
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    throw malformed(`${name} is not a whole number`)
  }
  return number + 0 // Adding 0 makes -0 an ordinary zero.
}

function readTime(name: string, value: unknown): number {
  const at = typeof value === 'string' ? parseTimestamp(value) : undefined
  if (at === undefined) {
    throw malformed(`${name} is not a time`)
  }
  return at
}
