export { decodeAppMetadata, encodeAppMetadata } from './app-metadata.ts'
export { type AtSign, isAtSign, parseAtSign } from './at-sign.ts'
export { readsJsonErrors } from './client-version.ts'
// Commands: the exports of commands/ and verbs.ts follow here.
export type { BatchCommand } from './commands/batch.ts'
export type { Captures, CommandCodec } from './commands/codec.ts'
export type { ConfigAction, ConfigCommand, ConnectList } from './commands/config.ts'
export type { CramCommand } from './commands/cram.ts'
export type { DeleteCommand } from './commands/delete.ts'
export type { EnrollCommand, EnrollOperation } from './commands/enroll.ts'
export type { ExitCommand } from './commands/exit.ts'
export type { ClientConfig, FromCommand } from './commands/from.ts'
export type { InfoCommand, InfoForm } from './commands/info.ts'
export type { KeysCommand, KeyVisibility } from './commands/keys.ts'
export type { LlookupCommand } from './commands/llookup.ts'
export type { LookupCommand } from './commands/lookup.ts'
export type { MonitorCommand } from './commands/monitor.ts'
export type { NoopCommand } from './commands/noop.ts'
export type {
  MessageType,
  NotifyCommand,
  NotifyOperation,
  NotifyStrategy,
} from './commands/notify.ts'
export type { NotifyAllCommand, Recipient } from './commands/notify-all.ts'
export type { NotifyFetchCommand } from './commands/notify-fetch.ts'
export type { NotifyListCommand } from './commands/notify-list.ts'
export type { NotifyRemoveCommand } from './commands/notify-remove.ts'
export type { NotifyStatusCommand } from './commands/notify-status.ts'
export type { OtpCommand } from './commands/otp.ts'
export type { PkamCommand, PkamHashingAlgo, PkamSigningAlgo } from './commands/pkam.ts'
export type { PlookupCommand } from './commands/plookup.ts'
export type { PolCommand } from './commands/pol.ts'
export type { ScanCommand } from './commands/scan.ts'
export type {
  Priority,
  Projection,
  PublicScope,
  Scope,
  SelfScope,
  SharedScope,
} from './commands/scope.ts'
export type { StatsCommand } from './commands/stats.ts'
export type { StreamCommand, StreamOperation } from './commands/stream.ts'
export type { SyncFromCommand } from './commands/sync-from.ts'
export type { ToCommand } from './commands/to.ts'
export type { UpdateCommand, UpdateJson, UpdateText } from './commands/update.ts'
export type { UpdateMetaCommand } from './commands/update-meta.ts'
export {
  type FaultView,
  faultFromPeer,
  type PeerFault,
  readFault,
  renderFault,
} from './fault-text.ts'
export { AtFault, FAULTS, type FaultName, type FaultPolicy } from './faults.ts'
export { format } from './format.ts'
export { formatFragment } from './fragment.ts'
export { type FrameEvent, LineFramer, type LineGate, lineTooLong, verbTooLong } from './framing.ts'
export type { Head } from './heads.ts'
export { type ExactJson, isRecord, parseJson, readExactJson } from './json.ts'
export {
  canonicalKey,
  classifyKey,
  isLogged,
  type KeyKind,
  type KeyParts,
  keyParts,
  keyTypeName,
} from './keys.ts'
export {
  maxAtSignChars,
  maxCachedKeyChars,
  maxHeadBytes,
  maxKeyChars,
  maxLineBytes,
  maxReplyBytes,
} from './limits.ts'
export {
  parseMetadata,
  type RecordProjection,
  type RenderableRecord,
  renderMetadata,
  renderRecord,
  renderSyncMetadata,
} from './metadata.ts'
export {
  type AppMetadata,
  FRAGMENT_TAGS,
  type FragmentKind,
  type FragmentTag,
  METADATA_FIELDS,
  type Metadata,
  type MetadataField,
  type MetadataKind,
  type MetadataRequest,
  type PublicKeyHash,
} from './metadata-fields.ts'
export { parse } from './parse.ts'
export { formatPolChallenge, type PolChallenge, readPolChallenge } from './pol-challenge.ts'
export { recognise } from './recognise.ts'
export {
  encodeFault,
  encodePieces,
  encodeReply,
  type Prompt,
  type ReadReply,
  type Reply,
  readReply,
} from './replies.ts'
export { type Expectation, ReplyReader } from './reply-reader.ts'
export { trimLine } from './text.ts'
export { formatTimestamp, parseTimestamp } from './timestamps.ts'
export { isUuid } from './uuid.ts'
export { COMMANDS, type Command, type CommandOf, type VerbName } from './verbs.ts'
