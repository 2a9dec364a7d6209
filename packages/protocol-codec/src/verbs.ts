import { type BatchCommand, batchCodec } from './commands/batch.ts'
import type { CommandCodec } from './commands/codec.ts'
import { type ConfigCommand, configCodec } from './commands/config.ts'
import { type CramCommand, cramCodec } from './commands/cram.ts'
import { type DeleteCommand, deleteCodec } from './commands/delete.ts'
import { type EnrollCommand, enrollCodec } from './commands/enroll.ts'
import { type ExitCommand, exitCodec } from './commands/exit.ts'
import { type FromCommand, fromCodec } from './commands/from.ts'
import { type InfoCommand, infoCodec } from './commands/info.ts'
import { type KeysCommand, keysCodec } from './commands/keys.ts'
import { type LlookupCommand, llookupCodec } from './commands/llookup.ts'
import { type LookupCommand, lookupCodec } from './commands/lookup.ts'
import { type MonitorCommand, monitorCodec } from './commands/monitor.ts'
import { type NoopCommand, noopCodec } from './commands/noop.ts'
import { type NotifyCommand, notifyCodec } from './commands/notify.ts'
import { type NotifyAllCommand, notifyAllCodec } from './commands/notify-all.ts'
import { type NotifyFetchCommand, notifyFetchCodec } from './commands/notify-fetch.ts'
import { type NotifyListCommand, notifyListCodec } from './commands/notify-list.ts'
import { type NotifyRemoveCommand, notifyRemoveCodec } from './commands/notify-remove.ts'
import { type NotifyStatusCommand, notifyStatusCodec } from './commands/notify-status.ts'
import { type OtpCommand, otpCodec } from './commands/otp.ts'
import { type PkamCommand, pkamCodec } from './commands/pkam.ts'
import { type PlookupCommand, plookupCodec } from './commands/plookup.ts'
import { type PolCommand, polCodec } from './commands/pol.ts'
import { type ScanCommand, scanCodec } from './commands/scan.ts'
import { type StatsCommand, statsCodec } from './commands/stats.ts'
import { type StreamCommand, streamCodec } from './commands/stream.ts'
import { type SyncFromCommand, syncFromCodec } from './commands/sync-from.ts'
import { type ToCommand, toCodec } from './commands/to.ts'
import { type UpdateCommand, updateCodec } from './commands/update.ts'
import { type UpdateMetaCommand, updateMetaCodec } from './commands/update-meta.ts'

/** A line of the protocol, read: discriminated by `verb`. */
export type Command =
  | ExitCommand
  | FromCommand
  | CramCommand
  | PkamCommand
  | PolCommand
  | ToCommand
  | LookupCommand
  | LlookupCommand
  | PlookupCommand
  | UpdateCommand
  | UpdateMetaCommand
  | DeleteCommand
  | ScanCommand
  | SyncFromCommand
  | BatchCommand
  | StreamCommand
  | NotifyCommand
  | NotifyAllCommand
  | NotifyListCommand
  | NotifyStatusCommand
  | NotifyFetchCommand
  | NotifyRemoveCommand
  | MonitorCommand
  | EnrollCommand
  | OtpCommand
  | KeysCommand
  | InfoCommand
  | StatsCommand
  | ConfigCommand
  | NoopCommand

/** The name of every verb. */
export type VerbName = Command['verb']

/** The command of one verb. */
export type CommandOf<V extends VerbName> = Extract<Command, { readonly verb: V }>

/** What each verb looks like, by name: the source of `parse`, `format` and the verb reference. */
export const COMMANDS: { readonly [V in VerbName]: CommandCodec<CommandOf<V>> } = {
  exit: exitCodec,
  from: fromCodec,
  cram: cramCodec,
  pkam: pkamCodec,
  pol: polCodec,
  to: toCodec,
  lookup: lookupCodec,
  llookup: llookupCodec,
  plookup: plookupCodec,
  update: updateCodec,
  'update:meta': updateMetaCodec,
  delete: deleteCodec,
  scan: scanCodec,
  'sync:from': syncFromCodec,
  batch: batchCodec,
  stream: streamCodec,
  notify: notifyCodec,
  'notify:all': notifyAllCodec,
  'notify:list': notifyListCodec,
  'notify:status': notifyStatusCodec,
  'notify:fetch': notifyFetchCodec,
  'notify:remove': notifyRemoveCodec,
  monitor: monitorCodec,
  enroll: enrollCodec,
  otp: otpCodec,
  keys: keysCodec,
  info: infoCodec,
  stats: statsCodec,
  config: configCodec,
  noop: noopCodec,
}
