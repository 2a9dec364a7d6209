import type { Command, VerbName } from '@atnet/protocol-codec'
import { batch } from './batch.ts'
import { config } from './config.ts'
import { cram } from './cram.ts'
import { remove } from './delete.ts'
import { exit } from './exit.ts'
import { from } from './from.ts'
import { info } from './info.ts'
import { llookup } from './llookup.ts'
import { lookup } from './lookup.ts'
import { noop } from './noop.ts'
import type { NotYet } from './not-yet.ts'
import { pkam } from './pkam.ts'
import { plookup } from './plookup.ts'
import { pol } from './pol.ts'
import { scan } from './scan.ts'
import { stats } from './stats.ts'
import { stream } from './stream.ts'
import { syncFrom } from './sync-from.ts'
import { to } from './to.ts'
import { update } from './update.ts'
import { updateMeta } from './update-meta.ts'
import type { Verb } from './verb.ts'

/** A verb that has a meaning here. */
export type HandledVerb = Exclude<VerbName, NotYet>

/** The command of a verb. */
export type CommandOf<V extends VerbName> = Extract<Command, { readonly verb: V }>

/** Every verb with a meaning, by name. */
export const VERBS: { readonly [V in HandledVerb]: Verb<CommandOf<V>> } = {
  exit,
  from,
  cram,
  pkam,
  pol,
  lookup,
  llookup,
  plookup,
  update,
  'update:meta': updateMeta,
  delete: remove,
  scan,
  'sync:from': syncFrom,
  batch,
  stats,
  stream,
  info,
  config,
  to,
  noop,
}

const byName: Readonly<Partial<Record<VerbName, Verb<Command>>>> = VERBS

/** What a verb means; `undefined` for those still to come. */
export function verbOf(name: VerbName): Verb<Command> | undefined {
  return byName[name]
}
