/**
 * What a line's grammar captured, named as in the protocol's published expressions; `undefined`
 * where an optional part is missing.
 */
export type Captures = Readonly<Record<string, string | undefined>>

/** One verb's way between a line and a command. */
export type CommandCodec<C extends { readonly verb: string }> = {
  readonly verb: C['verb']
  /** One sentence for the verb reference. */
  readonly summary: string
  /** What a server says after `Invalid syntax. `. */
  readonly usage: string
  /** A line this verb accepts. */
  readonly example: string
  /** The grammar: linear in the line's length; `undefined` when the line is not of this verb. */
  captures(line: string): Captures | undefined
  /** Types what `captures` found. Throws `AtFault` for values that cannot be. */
  read(captures: Captures): C
  /** The line for a command, unchecked; use `format`. */
  write(command: C): string
}
