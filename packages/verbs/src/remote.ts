import { AtFault, type AtSign, type Projection } from '@atnet/protocol-codec'
import type { Context } from './context.ts'
import { type PeerRecord, readPeerRecord } from './peer-answer.ts'
import { data, type Outcome } from './verb.ts'

/** A record to be asked of another atServer. */
export type RemoteQuestion = {
  readonly key: string
  readonly atSign: AtSign
  readonly projection: Projection
  /** Whose view is asked for: the owner's atSign, or `public`. */
  readonly audience: AtSign | 'public'
  readonly as: 'as-me' | 'anonymous'
}

/**
 * Asks the atServer of `atSign` for a record and renders what came back (data.lookup.remote).
 * Throws the peer's own fault, or `AtFault('lookupFailure')` when its answer makes no sense.
 */
export async function remoteRecord(question: RemoteQuestion, context: Context): Promise<Outcome> {
  const { key, atSign, audience, as, projection } = question
  const answer = await context.peers.ask(atSign, `lookup:all:${key}${atSign}`, as)
  if (answer === 'null') {
    const text = `remoteLookUp: remote atServer returned String value 'null' for ${key}${atSign}`
    throw new AtFault('keyNotFound', text)
  }
  const record = readPeerRecord(answer, atSign)
  return data(render({ ...record, key: `${audience}:${key}${atSign}` }, projection))
}

/** The peer's metadata is passed on as it came: fields we do not know are not ours to drop. */
function render(answer: PeerRecord & { readonly key: string }, as: Projection): string | null {
  switch (as) {
    case 'value':
      return answer.data
    case 'meta':
      return JSON.stringify(answer.metaData)
    case 'all':
      return JSON.stringify({
        key: answer.key,
        ...(answer.data === null ? {} : { data: answer.data }),
        metaData: answer.metaData,
      })
    default:
      return as satisfies never
  }
}
