import type { BatchCommand } from './commands/batch.ts'
import type { CommandCodec } from './commands/codec.ts'
import type { ConfigCommand } from './commands/config.ts'
import type { CramCommand } from './commands/cram.ts'
import type { DeleteCommand } from './commands/delete.ts'
import type { EnrollCommand } from './commands/enroll.ts'
import type { ExitCommand } from './commands/exit.ts'
import type { FromCommand } from './commands/from.ts'
import type { InfoCommand } from './commands/info.ts'
import type { KeysCommand } from './commands/keys.ts'
import type { LlookupCommand } from './commands/llookup.ts'
import type { LookupCommand } from './commands/lookup.ts'
import type { MonitorCommand } from './commands/monitor.ts'
import type { NoopCommand } from './commands/noop.ts'
import type { NotifyCommand } from './commands/notify.ts'
import type { NotifyAllCommand } from './commands/notify-all.ts'
import type { NotifyFetchCommand } from './commands/notify-fetch.ts'
import type { NotifyListCommand } from './commands/notify-list.ts'
import type { NotifyRemoveCommand } from './commands/notify-remove.ts'
import type { NotifyStatusCommand } from './commands/notify-status.ts'
import type { OtpCommand } from './commands/otp.ts'
import type { PkamCommand } from './commands/pkam.ts'
import type { PlookupCommand } from './commands/plookup.ts'
import type { PolCommand } from './commands/pol.ts'
import type { ScanCommand } from './commands/scan.ts'
import type { StatsCommand } from './commands/stats.ts'
import type { StreamCommand } from './commands/stream.ts'
import type { SyncFromCommand } from './commands/sync-from.ts'
import type { ToCommand } from './commands/to.ts'
import type { UpdateCommand } from './commands/update.ts'
import type { UpdateMetaCommand } from './commands/update-meta.ts'

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

/** What each verb looks like, by name. */
export declare const COMMANDS: { readonly [V in VerbName]: CommandCodec<CommandOf<V>> }

/** Which verb a trimmed line is for; `undefined` means `invalid command`. */
export declare function recognise(line: string): VerbName | undefined

/** Reads a trimmed line. Throws `AtFault`: `invalidSyntax`, `invalidAtSign` or `invalidRequest`. */
export declare function parse(line: string): Command

/** The line that `parse` reads back as `command`, without line feed. */
export declare function format(command: Command): string
