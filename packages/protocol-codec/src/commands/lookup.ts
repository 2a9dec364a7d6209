import type { CommandCodec } from './codec.ts'
import { fit, skip, take } from './grammar.ts'
import { keyToLastSign } from './key-parts.ts'
import { lookupOptions, type RemoteLookup, readLookup, writeLookup } from './lookup-options.ts'

/** `lookup:`: reads what the caller may see, here or at another atServer. */
export type LookupCommand = { readonly verb: 'lookup' } & RemoteLookup

/**
 * `lookup:[bypassCache:…:][meta:|all:]<key>@<owner>`: requirement `data.lookup.grammar`. The key
 * reaches to the last `@` and may be one character (`data.lookup.one-letter-key`).
 */
export const lookupCodec: CommandCodec<LookupCommand> = {
  verb: 'lookup',
  summary: 'Reads a record the caller may see, here or at another atServer.',
  usage: 'e.g lookup:location@bob',
  example: 'lookup:all:location@bob',
  captures: (line) => {
    const start = skip(line, 0, 'lookup:')
    return start === -1
      ? undefined
      : fit(take(line, start, lookupOptions), start, (at) => keyToLastSign(line, at, isKey))
  },
  read: (captures) => ({ verb: 'lookup', ...readLookup(captures) }),
  write: (command) => `lookup:${writeLookup(command)}`,
}

function isKey(line: string, from: number): boolean {
  return line[from] !== ':'
}
