import type { CommandCodec } from './codec.ts'
import { fit, runOf, skip, take } from './grammar.ts'
import { keyToLastSign } from './key-parts.ts'
import { lookupOptions, type RemoteLookup, readLookup, writeLookup } from './lookup-options.ts'

/** `plookup:`: reads another atSign's public record through one's own atServer. */
export type PlookupCommand = { readonly verb: 'plookup' } & RemoteLookup

const keyText = runOf(/[^@\s]+/)

/** `plookup:[bypassCache:…:][meta:|all:]<key>@<owner>`: requirement `data.plookup.grammar`. */
export const plookupCodec: CommandCodec<PlookupCommand> = {
  verb: 'plookup',
  summary: "Reads another atSign's public record through one's own atServer.",
  usage: 'e.g plookup:location@bob',
  example: 'plookup:bypassCache:true:all:location@bob',
  captures: (line) => {
    const start = skip(line, 0, 'plookup:')
    return start === -1
      ? undefined
      : fit(take(line, start, lookupOptions), start, (at) => keyToLastSign(line, at, isKey))
  },
  read: (captures) => ({ verb: 'plookup', ...readLookup(captures) }),
  write: (command) => `plookup:${writeLookup(command)}`,
}

function isKey(line: string, from: number, to: number): boolean {
  return keyText(line, from) === to
}
