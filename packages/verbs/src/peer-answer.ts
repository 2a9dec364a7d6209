import {
  AtFault,
  type AtSign,
  canonicalKey,
  isRecord,
  type Metadata,
  parseMetadata,
  readExactJson,
} from '@atnet/protocol-codec'

/** A record as another atServer answers `lookup:all:`. */
export type PeerRecord = {
  readonly value: string | null
  readonly metadata: Metadata
  /** The metadata as it came: members we do not know are not ours to drop when it is passed on. */
  readonly metaData: Readonly<Record<string, unknown>>
}

/**
 * What a peer answered to `lookup:all:` about the record that it calls `name`; `undefined` for
 * anything else, also for a record of another name. A value of several lines is none that a server
 * can give to its client (peer.answer.one-line, peer.answer.name).
 */
export function readPeerRecord(answer: string, name: string): PeerRecord | undefined {
  const record = readAnswer(answer)
  if (!isRecord(record)) {
    return undefined
  }
  const { key = name, data = null, metaData = {} } = record
  return isRecord(metaData) && isValue(data) && isSameName(key, name)
    ? { value: data, metadata: parseMetadata(metaData), metaData }
    : undefined
}

/**
 * What a peer answered to `scan`, as it came, once it is known to be a list of names
 * (data.scan.remote). Throws `AtFault('lookupFailure')` for anything else.
 */
export function checkedPeerList(answer: string, atSign: AtSign): string {
  const list = readAnswer(answer)
  if (!Array.isArray(list) || !list.every((name) => typeof name === 'string')) {
    throw new AtFault('lookupFailure', `${atSign} answered something that is not a list of keys`)
  }
  return answer
}

/** What would be passed on as something else than the peer said counts as nothing (wire.json.exact). */
function readAnswer(answer: string): unknown {
  const read = readExactJson(answer)
  return 'value' in read ? read.value : undefined
}

function isValue(data: unknown): data is string | null {
  return data === null || (typeof data === 'string' && !/[\r\n]/u.test(data))
}

/** Servers need not say the name, but whoever says one has to say the right one. */
function isSameName(key: unknown, name: string): boolean {
  return typeof key === 'string' && canonicalKey(key) === canonicalKey(name)
}
