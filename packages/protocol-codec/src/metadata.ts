import { encodeAppMetadata, readAppMetadata } from './app-metadata.ts'
import { isRecord, parseJson } from './json.ts'
import { maxHashChars } from './limits.ts'
import {
  METADATA_FIELDS,
  type Metadata,
  type MetadataKind,
  type PublicKeyHash,
} from './metadata-fields.ts'
import { formatTimestamp, parseTimestamp } from './timestamps.ts'

/** A record as lookups show it. `value` is null when none was ever stored. */
export type RenderableRecord = {
  readonly key: string
  readonly value: string | null
  readonly metadata: Metadata
}

/** How much of a record a lookup shows. */
export type RecordProjection = 'value' | 'meta' | 'all'

/**
 * Metadata as `meta` and `all` answer it: one line of JSON, members in the table's order, numbers
 * and booleans typed, absent fields left out. Requirement `data.metadata.rendering`.
 */
export function renderMetadata(metadata: Metadata): string {
  return JSON.stringify(typedMembers(metadata))
}

/**
 * Metadata as `sync` answers it: the same members and order, but every value is a string; clients
 * fail on typed ones. Requirement `data.metadata.sync-rendering`.
 */
export function renderSyncMetadata(metadata: Metadata): string {
  const members: Record<string, string> = {}
  for (const { name, kind } of METADATA_FIELDS) {
    const value = metadata[name]
    if (value !== undefined) {
      members[name] = syncText(kind, value)
    }
  }
  return JSON.stringify(members)
}

/**
 * A record as `llookup`, `lookup` and `plookup` answer it, without `data:`: its value (`null` when
 * there is none), its metadata, or both with its key. Requirement `data.record.rendering`.
 */
export function renderRecord(record: RenderableRecord, projection: RecordProjection): string {
  switch (projection) {
    case 'value':
      return record.value ?? 'null'
    case 'meta':
      return renderMetadata(record.metadata)
    case 'all':
      return JSON.stringify({
        key: record.key,
        // An undefined member is left out, as peers expect of a record without a value.
        data: record.value ?? undefined,
        metaData: typedMembers(record.metadata),
      })
    default:
      return projection satisfies never
  }
}

/**
 * Reads metadata from another server's answer: numbers and booleans typed or as strings, moments
 * with any number of decimals. What cannot be read, and members unknown to the table, are left
 * out; never throws. Requirement `data.metadata.reading`.
 */
export function parseMetadata(json: unknown): Metadata {
  const members: Record<string, unknown> = {}
  if (isRecord(json)) {
    for (const { name, kind } of METADATA_FIELDS) {
      const value = Object.hasOwn(json, name) ? readValue(kind, json[name]) : undefined
      if (value !== undefined) {
        members[name] = value
      }
    }
  }
  return members // Each member was read by its row's kind, which is the field's type.
}

function typedMembers(metadata: Metadata): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = {}
  for (const { name, kind } of METADATA_FIELDS) {
    const value = metadata[name]
    if (value !== undefined) {
      members[name] = kind === 'time' ? formatTimestamp(Number(value)) : value
    }
  }
  return members
}

function syncText(kind: MetadataKind, value: unknown): string {
  switch (kind) {
    case 'time':
      return formatTimestamp(Number(value))
    case 'hash':
      return JSON.stringify(value)
    case 'object':
      return isRecord(value) ? encodeAppMetadata(value) : ''
    case 'text':
    case 'integer':
    case 'flag':
      return String(value)
    default:
      return kind satisfies never
  }
}

function readValue(kind: MetadataKind, value: unknown): unknown {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? value : undefined
    case 'integer':
      return readInteger(value)
    case 'flag':
      return readFlag(value)
    case 'time':
      return typeof value === 'string' ? parseTimestamp(value) : undefined
    case 'hash':
      return readHash(value)
    case 'object':
      return readAppMetadata(value)
    default:
      return kind satisfies never
  }
}

function readInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,16}$/u.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) ? Number(number) : undefined
}

function readFlag(value: unknown): boolean | undefined {
  const flag = typeof value === 'string' ? value.toLowerCase() : value
  if (flag === true || flag === 'true') {
    return true
  }
  return flag === false || flag === 'false' ? false : undefined
}

/** An object with both members, or its JSON text as sync writes it. */
function readHash(value: unknown): PublicKeyHash | undefined {
  const short = typeof value === 'string' && value.length <= maxHashChars
  const object = short ? parseJson(value) : value
  if (!isRecord(object)) {
    return undefined
  }
  const { hash, hashingAlgo } = object
  return typeof hash === 'string' && typeof hashingAlgo === 'string'
    ? { hash, hashingAlgo }
    : undefined
}
