import { decodeBase64, encodeBase64 } from './base64.ts'
import { isRecord, parseJson } from './json.ts'
import { maxAppMetadataChars, maxAppMetadataDepth } from './limits.ts'
import type { AppMetadata } from './metadata-fields.ts'

/** `appMetadata` as commands and sync carry it: base64 of its JSON. */
export function encodeAppMetadata(appMetadata: AppMetadata): string {
  return encodeBase64(JSON.stringify(appMetadata))
}

/**
 * Reads the token of a command's `appMetadata`: base64 of a JSON object that names its provider in
 * a `providerId` that is not empty. `undefined` for anything else, also when it is longer than
 * 64 KiB or nests deeper than 32 levels. Requirement `data.metadata.app-metadata`.
 */
export function decodeAppMetadata(token: string): AppMetadata | undefined {
  const found = readAppMetadata(token)
  const providerId =
    found !== undefined && Object.hasOwn(found, 'providerId') && found['providerId']
  return typeof providerId === 'string' && providerId !== '' ? found : undefined
}

/** The same from a peer's record: an object or its base64, whoever the provider is. */
export function readAppMetadata(value: unknown): AppMetadata | undefined {
  const object = typeof value === 'string' ? decode(value) : value
  return isRecord(object) && isShallow(object, maxAppMetadataDepth) ? object : undefined
}

function decode(token: string): unknown {
  return token.length > maxAppMetadataChars ? undefined : parseJson(decodeBase64(token))
}

/** Whether writing `value` recurses at most `levels` deep. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) {
    return true
  }
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1))
}
