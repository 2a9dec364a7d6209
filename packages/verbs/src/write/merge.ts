import {
  AtFault,
  type AtSign,
  decodeAppMetadata,
  type Metadata,
  type MetadataRequest,
} from '@atnet/protocol-codec'
import { type ClockInput, clocksAfter } from './clocks.ts'

/** The metadata of a record after a write by its owner (data.metadata.merge). */
export function mergeMetadata(input: ClockInput & { readonly owner: AtSign }): Metadata {
  const { existing, request, now, owner } = input
  /** A write keeps a text it does not name, and clears it when it says `null`. */
  const kept = (name: TextField): string | undefined =>
    request[name] === 'null' ? undefined : (request[name] ?? existing?.[name])
  return {
    createdBy: existing?.createdBy ?? owner,
    updatedBy: owner,
    createdAt: request.createdAt ?? existing?.createdAt ?? now,
    updatedAt: request.updatedAt ?? now,
    status: 'active',
    version: existing === undefined ? 0 : (existing.version ?? 0) + 1,
    ...clocksAfter(input),
    ccd: cascade(existing, request),
    // These two are not kept: a write that does not name them turns them off (data.metadata.flags-reset).
    isBinary: request.isBinary ?? false,
    isEncrypted: request.isEncrypted ?? false,
    dataSignature: kept('dataSignature'),
    sharedKeyEnc: kept('sharedKeyEnc'),
    pubKeyCS: kept('pubKeyCS'),
    pubKeyHash: publicKeyHash(existing, request),
    encoding: kept('encoding'),
    encKeyName: kept('encKeyName'),
    encAlgo: kept('encAlgo'),
    ivNonce: kept('ivNonce'),
    skeEncKeyName: kept('skeEncKeyName'),
    skeEncAlgo: kept('skeEncAlgo'),
    immutable: request.immutable ?? existing?.immutable,
    appMetadata: appMetadata(existing, request),
  }
}

type TextField =
  | 'dataSignature'
  | 'sharedKeyEnc'
  | 'pubKeyCS'
  | 'encoding'
  | 'encKeyName'
  | 'encAlgo'
  | 'ivNonce'
  | 'skeEncKeyName'
  | 'skeEncAlgo'

/** `ccd` only means something beside `ttr` (data.metadata.ccd). */
function cascade(existing: Metadata | undefined, request: MetadataRequest): boolean | undefined {
  const namesRefresh = request.ttr !== undefined && request.ttr !== 0
  if (request.ccd === undefined) {
    return namesRefresh ? (existing?.ccd ?? false) : existing?.ccd
  }
  return namesRefresh || existing !== undefined ? request.ccd : undefined
}

function publicKeyHash(
  existing: Metadata | undefined,
  { pubKeyHash, hashingAlgo }: MetadataRequest,
): Metadata['pubKeyHash'] {
  if (pubKeyHash === undefined) {
    return existing?.pubKeyHash
  }
  if (pubKeyHash === 'null') {
    return undefined
  }
  const algorithm = hashingAlgo ?? existing?.pubKeyHash?.hashingAlgo
  if (algorithm === undefined || algorithm === 'null') {
    throw new AtFault('invalidSyntax', 'pubKeyHash needs hashingAlgo beside it')
  }
  return { hash: pubKeyHash, hashingAlgo: algorithm }
}

function appMetadata(
  existing: Metadata | undefined,
  { appMetadata: said }: MetadataRequest,
): Metadata['appMetadata'] {
  if (said === undefined) {
    return existing?.appMetadata
  }
  return said === 'null' ? undefined : readAppMetadata(said)
}

function readAppMetadata(token: string): Metadata['appMetadata'] {
  const read = decodeAppMetadata(token)
  if ('flaw' in read) {
    throw new AtFault('invalidSyntax', `appMetadata ${read.flaw}`)
  }
  return read.value
}
