import { AtFault, type AtSign, isRecord, parseJson } from '@atnet/protocol-codec'

/** A record as another atServer answers `lookup:all:`. */
export type PeerRecord = {
  readonly data: string | null
  readonly metaData: Readonly<Record<string, unknown>>
}

/**
 * What a peer answered to `lookup:all:`. A value of several lines is none that a server can give to
 * its client (peer.answer.one-line). Throws `AtFault('lookupFailure')` for anything but a record.
 */
export function readPeerRecord(answer: string, atSign: AtSign): PeerRecord {
  const parsed = parseJson(answer)
  const record = isRecord(parsed) ? parsed : undefined
  const data = record?.['data'] ?? null
  const metaData = record?.['metaData'] ?? {}
  if (record === undefined || !isRecord(metaData) || !isValue(data)) {
    throw new AtFault('lookupFailure', `${atSign} answered something that is not a record`)
  }
  return { data, metaData }
}

/**
 * What a peer answered to `scan`, as it came, once it is known to be a list of names
 * (data.scan.remote). Throws `AtFault('lookupFailure')` for anything else.
 */
export function checkedPeerList(answer: string, atSign: AtSign): string {
  const list = parseJson(answer)
  if (!Array.isArray(list) || !list.every((name) => typeof name === 'string')) {
    throw new AtFault('lookupFailure', `${atSign} answered something that is not a list of keys`)
  }
  return answer
}

function isValue(data: unknown): data is string | null {
  return data === null || (typeof data === 'string' && !/[\r\n]/u.test(data))
}
