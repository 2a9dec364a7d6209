import { decodeBase64, encodeBase64 } from './base64.ts'
import { type ExactJson, isRecord, readExactJson } from './json.ts'
import { maxAppMetadataChars, maxAppMetadataDepth } from './limits.ts'
import type { AppMetadata } from './metadata-fields.ts'

/** `appMetadata` as commands and sync carry it: base64 of its JSON. */
export function encodeAppMetadata(appMetadata: AppMetadata): string {
  return encodeBase64(JSON.stringify(appMetadata))
}

/** What a token of `appMetadata` holds, or what is wrong with it, as the end of a sentence about it. */
export type ReadAppMetadata = { readonly value: AppMetadata } | { readonly flaw: string }

/**
 * Reads the token of a command's `appMetadata`: base64 of a JSON object that names its provider in
 * a `providerId` that is not empty. A flaw is anything else, also what is longer than 64 KiB, nests
 * deeper than 32 levels, or would be changed by reading it. Requirement `data.metadata.app-metadata`.
 */
export function decodeAppMetadata(token: string): ReadAppMetadata {
  const read = decode(token)
  if ('flaw' in read) {
    return read
  }
  const value = readAppMetadata(read.value)
  const providerId =
    value !== undefined && Object.hasOwn(value, 'providerId') && value['providerId']
  return value !== undefined && typeof providerId === 'string' && providerId !== ''
    ? { value }
    : { flaw: formFlaw }
}

/** The same from a peer's record: an object or its base64, whoever the provider is. */
export function readAppMetadata(value: unknown): AppMetadata | undefined {
  const read = typeof value === 'string' ? decode(value) : { value }
  const object = 'value' in read ? read.value : undefined
  return isRecord(object) && isShallow(object, maxAppMetadataDepth) ? object : undefined
}

const formFlaw = 'has to be base64 of a JSON object with a providerId'

function decode(token: string): ExactJson {
  const text = token.length > maxAppMetadataChars ? undefined : decodeBase64(token)
  return text === undefined ? { flaw: formFlaw } : readExactJson(text)
}

/** Whether writing `value` recurses at most `levels` deep. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) {
    return true
  }
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1))
}
