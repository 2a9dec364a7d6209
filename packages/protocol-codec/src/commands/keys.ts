import type { Captures, CommandCodec } from './codec.ts'
import { hyphenated, oneOf, type Rule, skip, solid, word } from './grammar.ts'
import { choice, requiredChoice } from './reading.ts'
import { prefixed, tagged } from './writing.ts'

/** Whom a key kept through `keys:` is meant for. */
export type KeyVisibility = 'public' | 'private' | 'self'

/** `keys:`: stores, reads or removes a key of the caller's enrollment. */
export type KeysCommand = {
  readonly verb: 'keys'
  readonly operation: 'put' | 'get' | 'delete'
  readonly visibility: KeyVisibility | undefined
  readonly namespace: string | undefined
  readonly appName: string | undefined
  readonly deviceName: string | undefined
  readonly keyType: string | undefined
  readonly encryptionKeyName: string | undefined
  readonly keyName: string | undefined
  readonly value: string | undefined
}

const operations = ['put', 'get', 'delete'] as const
const visibilities: readonly KeyVisibility[] = ['public', 'private', 'self']

/** The parts behind the operation: label, value, and the one character that may follow. */
const parts: readonly (readonly [label: string, name: string, value: Rule, gap: ':' | ' '])[] = [
  ['', 'visibility', oneOf(...visibilities), ':'],
  ['namespace:', 'namespace', word, ':'],
  ['appName:', 'appName', word, ':'],
  ['deviceName:', 'deviceName', word, ':'],
  ['keyType:', 'keyType', hyphenated, ':'],
  ['encryptionKeyName:', 'encryptionKeyName', hyphenated, ':'],
  ['keyName:', 'keyName', solid, ' '],
]

/**
 * `keys:<operation>[:<visibility>][:namespace:…][:appName:…][:deviceName:…][:keyType:…]
 * [:encryptionKeyName:…][:keyName:…][ <value>]`: requirement `enroll.keys.grammar`. Whatever is no
 * part is the value, so only the operation can be wrong.
 */
export const keysCodec: CommandCodec<KeysCommand> = {
  verb: 'keys',
  summary: "Stores, reads or removes a key of the caller's enrollment.",
  usage:
    'e.g. keys:put:public:keyName:encryptionPublicKey:namespace:__global:keyType:rsa2048:<public_key>',
  example: 'keys:put:self:namespace:__global:keyType:aes256:keyName:mykey q1w2',
  captures,
  read: (found) => ({
    verb: 'keys',
    operation: requiredChoice(found, 'operation', operations),
    visibility: choice(found, 'visibility', visibilities),
    namespace: found['namespace'],
    appName: found['appName'],
    deviceName: found['deviceName'],
    keyType: found['keyType'],
    encryptionKeyName: found['encryptionKeyName'],
    keyName: found['keyName'],
    value: found['keyValue'],
  }),
  write: (command) =>
    [
      `keys:${command.operation}${prefixed(command.visibility)}`,
      tagged('namespace', command.namespace),
      tagged('appName', command.appName),
      tagged('deviceName', command.deviceName),
      tagged('keyType', command.keyType),
      tagged('encryptionKeyName', command.encryptionKeyName),
      tagged('keyName', command.keyName),
      command.value === undefined
        ? ''
        : `${command.keyName === undefined ? ':' : ' '}${command.value}`,
    ].join(''),
}

function captures(line: string): Captures | undefined {
  const from = skip(line, 0, 'keys:')
  const end = from === -1 ? -1 : oneOf(...operations)(line, from)
  if (end === -1) {
    return undefined
  }
  const found: Record<string, string> = { operation: line.slice(from, end) }
  let at = line[end] === ':' ? end + 1 : end
  for (const [label, name, value, gap] of parts) {
    const start = skip(line, at, label)
    const stop = start === -1 ? -1 : value(line, start)
    if (stop !== -1) {
      found[name] = line.slice(start, stop)
      at = line[stop] === gap ? stop + 1 : stop
    }
  }
  return at === line.length ? found : { ...found, keyValue: line.slice(at) }
}
