import {
  AtFault,
  type AtSign,
  canonicalKey,
  isRecord,
  parseAtSign,
  readExactJson,
  trimLine,
} from '@atnet/protocol-codec'
import {
  flagMember,
  type JsonObject,
  malformed,
  member,
  readJsonMetadata,
} from './json-metadata.ts'
import type { Write } from './write.ts'

/**
 * What the body of `update:json:` asks for. Whatever is malformed is `AtFault('invalidSyntax')`,
 * and the connection stays open (data.update.json).
 */
export function readJsonBody(json: string, owner: AtSign): Omit<Write, 'noCommit'> {
  const body = readObject(json)
  const metadata = member(body, 'metadata')
  const value = readValue(body)
  if (!isRecord(metadata)) {
    throw malformed('metadata is not a JSON object')
  }
  return {
    key: readKey(body, { owner, isPublic: flagMember(metadata, 'isPublic') === true }),
    value,
    metadata: readJsonMetadata(metadata),
  }
}

/** The body, if reading it changes nothing (wire.json.exact). */
function readObject(json: string): JsonObject {
  const read = readExactJson(json)
  if ('flaw' in read || !isRecord(read.value)) {
    throw malformed(`the body ${'flaw' in read ? read.flaw : 'is not a JSON object'}`)
  }
  return read.value
}

/** The name in full: what the other members say of it is added where it is missing. */
function readKey(
  body: JsonObject,
  { owner, isPublic }: { readonly owner: AtSign; readonly isPublic: boolean },
): string {
  const sharedWith = atSignMember(body, 'sharedWith')
  const sharedBy = atSignMember(body, 'sharedBy')
  if (sharedBy !== undefined && sharedBy !== owner) {
    throw malformed(`sharedBy ${sharedBy} should be same as current atsign ${owner}`)
  }
  if (isPublic && sharedWith !== undefined) {
    throw malformed('a public record is not shared with anybody')
  }
  const name = nameMember(body)
  const owned = sharedBy === undefined || name.endsWith(sharedBy) ? name : `${name}${sharedBy}`
  const prefix = isPublic ? 'public:' : sharedWith === undefined ? '' : `${sharedWith}:`
  return owned.startsWith(prefix) ? owned : `${prefix}${owned}`
}

function nameMember(body: JsonObject): string {
  const name = member(body, 'atKey')
  const canonical = typeof name === 'string' ? canonicalKey(name) : ''
  if (canonical === '') {
    throw new AtFault('invalidSyntax', 'atKey.key not supplied')
  }
  return canonical
}

/** One line of text that is not blank: all that a plain update can carry. */
function readValue(body: JsonObject): string {
  const value = member(body, 'value')
  if (typeof value !== 'string' || trimLine(value) === '' || value.includes('\n')) {
    throw malformed('value is not a line of text')
  }
  return value
}

/** An atSign, if there is one; the empty text stands for none. */
function atSignMember(body: JsonObject, name: string): AtSign | undefined {
  const value = member(body, name)
  if (value === undefined || value === '') {
    return undefined
  }
  try {
    return typeof value === 'string' ? parseAtSign(value) : raise(name)
  } catch (error) {
    // The fault for a bad atSign ends the connection, which a member of JSON does not deserve.
    throw error instanceof AtFault ? malformed(`${name} is not an atSign`) : error
  }
}

function raise(name: string): never {
  throw malformed(`${name} is not an atSign`)
}
