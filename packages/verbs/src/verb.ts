import type { AtFault, Command, Reply } from '@atnet/protocol-codec'
import type { Caller } from './caller.ts'
import type { Claim, Context } from './context.ts'

/** A record that a command reads or writes, in canonical form. */
export type Touch = { readonly key: string; readonly mode: 'r' | 'rw' }

/** What a command came to. Only the engine acts on it. */
export type Outcome = {
  readonly reply: Reply | AtFault
  /** Who the connection has proved to be from now on. */
  readonly becomes?: Caller
  /** A new claim with its challenge, from `from:`. */
  readonly claims?: Claim
  /** Whether errors are JSON from now on (wire.error.json). */
  readonly jsonErrors?: boolean
  /** How long the answer has to wait, in milliseconds. */
  readonly waitMs?: number
  /** Whether the connection ends after the reply. */
  readonly close?: boolean
  /** Whether a proof of identity failed: the engine slows down whoever keeps guessing. */
  readonly failedProof?: boolean
}

/**
 * What a verb means. Its functions are methods, so that the table of all verbs can be asked by a
 * name that is only known at run time: the codec made the command of that very name.
 */
export type Verb<C extends Command> = {
  /** One sentence for the verb reference. */
  readonly doc: string
  /** The requirement the verb serves. */
  readonly requirement: string
  /** The records that the command reads or writes, for the authoriser. */
  touches?(command: C, context: Context): readonly Touch[]
  handle(command: C, context: Context): Outcome | Promise<Outcome>
}

/** A `data:` reply. */
export function data(payload: string | null): Outcome {
  return { reply: { kind: 'data', payload } }
}
