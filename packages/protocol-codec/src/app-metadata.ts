import { decodeBase64, encodeBase64 } from './base64.ts'
import { maxAppMetadataDepth } from './limits.ts'
import type { AppMetadata } from './metadata-fields.ts'

/** `appMetadata` as commands and sync carry it: base64 of its JSON. */
export function encodeAppMetadata(appMetadata: AppMetadata): string {
  return encodeBase64(JSON.stringify(appMetadata))
}

/**
 * Reads the token of a command's `appMetadata`: base64 of a JSON object that names its provider in
 * a `providerId` that is not empty. `undefined` for anything else, also when it nests deeper than
 * this codec writes. Requirement `data.metadata.app-metadata`.
 */
export function decodeAppMetadata(token: string): AppMetadata | undefined {
  const found = readAppMetadata(token)
  const providerId =
    found !== undefined && Object.hasOwn(found, 'providerId') && found['providerId']
  return typeof providerId === 'string' && providerId !== '' ? found : undefined
}

/** The same from a peer's record: an object or its base64, whoever the provider is. */
export function readAppMetadata(value: unknown): AppMetadata | undefined {
  const object = typeof value === 'string' ? parseJson(decodeBase64(value)) : value
  return isRecord(object) && isShallow(object, maxAppMetadataDepth) ? object : undefined
}

/** Whether `value` is a JSON object: neither null nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What `text` says as JSON; `undefined` when it is absent or no JSON. */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined) {
    return undefined
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether writing `value` recurses at most `levels` deep. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) {
    return true
  }
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1))
}
