import { formatFragment } from '@atnet/protocol-codec'
import type { OptionSpec, Options } from './command.ts'
import { readNumber } from './reading.ts'

/** All that commands which write can say about a record beside its value. */
export const metadataOptions: readonly OptionSpec[] = [
  { flags: '--ttl <ms>', doc: 'how long the record lives; 0: for ever' },
  { flags: '--ttb <ms>', doc: 'how long until it is seen' },
  { flags: '--ttr <seconds>', doc: 'how often others refresh their copy; -1: never' },
  { flags: '--ccd', doc: 'others delete their copy when you delete the record' },
  { flags: '--no-ccd', doc: 'others keep their copy when you delete the record' },
  { flags: '--binary', doc: 'the value is encoded bytes' },
  { flags: '--encrypted', doc: 'the value is encrypted' },
  { flags: '--immutable', doc: 'nobody writes the record again while it lives, you neither' },
  { flags: '--no-commit', doc: 'other clients of yours are not told by sync' },
]

/** The metadata that the options ask for, as it stands in a command. Throws `UsageError`. */
export function fragmentOf(options: Options): string {
  return formatFragment({
    ttl: readNumber(options, 'ttl', widest),
    ttb: readNumber(options, 'ttb', widest),
    ttr: readNumber(options, 'ttr', { ...widest, min: -1 }),
    ccd: flag(options['ccd']),
    isBinary: flag(options['binary']),
    isEncrypted: flag(options['encrypted']),
    immutable: flag(options['immutable']),
  })
}

/** What `--no-commit` puts behind the verb. */
export function commitFlagOf(options: Options): '' | ':nc' {
  return options['commit'] === false ? ':nc' : ''
}

const widest = { min: 0, max: Number.MAX_SAFE_INTEGER }

function flag(value: string | boolean | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}
