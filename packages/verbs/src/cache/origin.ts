import { AtFault, type AtSign, type Projection } from '@atnet/protocol-codec'
import type { AskedAs, Peers } from '../context.ts'
import { nothingThere } from '../missing.ts'
import { type PeerRecord, readPeerRecord } from '../peer-answer.ts'

/** A record that another atServer has. */
export type OriginAddress = {
  readonly atSign: AtSign
  /** The name without scope and owner. */
  readonly key: string
  /** Whom it is for: the owner of this atServer, or everybody. */
  readonly audience: AtSign | 'public'
}

/**
 * Asks the atServer of a record for all of it (data.lookup.remote). Throws the peer's own fault;
 * `AtFault('keyNotFound')` when there is nothing to be had right now; `AtFault('lookupFailure')` when
 * the answer makes no sense.
 */
export async function askOrigin(
  { atSign, key, audience }: OriginAddress,
  peers: Peers,
  as: AskedAs = audience === 'public' ? 'anonymous' : 'as-me',
): Promise<PeerRecord> {
  const answer = await peers.ask(atSign, `lookup:all:${key}${atSign}`, as)
  if (answer === 'null') {
    throw nothingThere(`${key}${atSign}`)
  }
  const record = readPeerRecord(answer, originName({ atSign, key, audience }))
  if (record === undefined) {
    throw new AtFault('lookupFailure', `${atSign} answered something that is not a record`)
  }
  return record
}

/** A record as it came, under the name it has at its origin (data.cache.rendering). */
export function renderOrigin(
  { value, metaData }: PeerRecord,
  { atSign, key, audience }: OriginAddress,
  projection: Projection,
): string | null {
  switch (projection) {
    case 'value':
      return value
    case 'meta':
      return JSON.stringify(metaData)
    case 'all':
      return JSON.stringify({
        key: originName({ atSign, key, audience }),
        ...(value === null ? {} : { data: value }),
        metaData,
      })
    default:
      return projection satisfies never
  }
}

/** The name of a record where it comes from: `@alice:x@bob`, `public:x@bob`. */
export function originName({ atSign, key, audience }: OriginAddress): string {
  return `${audience}:${key}${atSign}`
}
