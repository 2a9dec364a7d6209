import type { OptionSpec } from './command.ts'

/** What every command understands, before or after its name. */
export const commonOptions: readonly OptionSpec[] = [
  { flags: '-a, --atsign <atSign>', doc: 'who you are, such as @alice' },
  {
    flags: '--root <host:port>',
    doc: 'the directory to ask (default: the one of the local network here, else root.atsign.org:64)',
  },
  {
    flags: '--ca <file>',
    doc: 'certificates to trust, PEM (default: those of the local network here, else those of the system)',
  },
  {
    flags: '--keys <file>',
    doc: 'your key file (default: @you_key.atKeys of the local network here, else of ~/.atsign/keys)',
  },
  { flags: '--state <folder>', doc: 'the state of the local network (default: ./.atnet)' },
  { flags: '--json', doc: 'one line of JSON instead of text for people' },
]
