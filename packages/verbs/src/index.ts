export { ADMISSION, type Admission } from './admission.ts'
export type { BatchRun, ItemOutcome } from './batch/batch-run.ts'
export type { CacheContext } from './cache/fetch.ts'
export { askOrigin, type OriginAddress } from './cache/origin.ts'
export { learnPublicKey } from './cache/public-key.ts'
export { dueOrigin, refreshCopy } from './cache/refresh.ts'
export { ANYONE, audienceOf, type Caller, type CallerKind } from './caller.ts'
export { adoptLegacyBlockList, hasLegacyBlockList } from './connect/legacy-list.ts'
export { type MayConnect, openConnectLists } from './connect/lists.ts'
export type {
  Addresses,
  AskedAs,
  CertificateNames,
  Claim,
  Context,
  OutgoingCertificate,
  Peers,
  PublicRecords,
  SessionView,
  VerbSettings,
} from './context.ts'
export { cramSecretDeletedKey, cramSecretKey } from './cram.ts'
export { FEATURES, type Feature } from './features.ts'
export { keyPages } from './key-pages.ts'
export { challengeLifeMs } from './limits.ts'
export { NOT_YET, type NotYet } from './not-yet.ts'
export { ownRecord } from './own-record.ts'
export type { RuntimeSettings } from './runtime-settings.ts'
export { inSlices, sliceTimer } from './slices.ts'
export type { ConnectionFigure, NotificationFigures, Statistics } from './stats/statistics.ts'
export type { StreamOffer, Streams } from './stream/streams.ts'
export type { Outcome, Touch, Verb } from './verb.ts'
export { type CommandOf, type HandledVerb, VERBS, verbOf } from './verbs.ts'
