import { key, metadata } from './data-verbs.ts'
import {
  any,
  anyCase,
  braced,
  digits,
  flag,
  hyphenated,
  maybe,
  name,
  type Piece,
  repeat,
  seq,
  signedDigits,
  text,
  time,
  token,
  word,
  words,
} from './pieces.ts'

const owner: Piece = seq('@', name)
const day: Piece = any('2024-10-01', '2024-1-1', '2024--', '2024-19-39', '2024-10-011', '24-1-1')
const id: Piece = any(hyphenated, '75037ac4-386a-4d47-9dd0-71d4d7cf9a8f')

/** Lines of the verbs that notify. */
export const notifyLines = {
  notify: seq(
    anyCase('notify'),
    maybe(0.2, anyCase(':id:'), id),
    maybe(0.3, ':', words('update', 'delete')),
    maybe(0.2, anyCase(':messageType:'), words('key', 'text')),
    maybe(0.1, anyCase(':priority:'), words('low', 'medium', 'high')),
    maybe(0.1, anyCase(':strategy:'), words('all', 'latest')),
    maybe(0.1, anyCase(':latestN:'), digits),
    maybe(0.1, anyCase(':notifier:'), any(word, token, '@alice')),
    maybe(0.1, anyCase(':ttln:'), digits),
    maybe(0.05, anyCase(':eAtn:'), time),
    maybe(0.05, anyCase(':eph')),
    metadata,
    any(anyCase(':public'), seq(':@', name), seq(':@', name)),
    ':',
    any(seq(word, '.', word), seq(word, word), token, seq(word, ' ', word), key, text),
    maybe(0.7, owner),
    maybe(0.5, ':', text),
  ),
  'notify:all': seq(
    anyCase('notify:all:'),
    maybe(0.3, words('update', 'delete'), ':'),
    maybe(0.2, anyCase('messageType:'), words('key', 'text'), ':'),
    maybe(0.15, anyCase('ttl:'), digits, ':'),
    maybe(0.15, anyCase('ttb:'), digits, ':'),
    maybe(0.15, anyCase('ttr:'), signedDigits, ':'),
    maybe(0.15, anyCase('ccd:'), any(flag, anyCase('falsee')), ':'),
    repeat(any(seq('@', name), word), 0, 4, ','),
    ':',
    any(word, token),
    maybe(0.7, owner),
    maybe(0.5, ':', text),
  ),
  'notify:list': seq(
    anyCase('notify:list'),
    maybe(0.5, ':', day),
    maybe(0.4, ':', day),
    maybe(0.4, ':', any(word, token, text)),
  ),
  'notify:status': seq(anyCase('notify:status:'), any(id, token, '@alice:x')),
  'notify:fetch': seq(anyCase('notify:fetch:'), any(id, token, '@alice:x')),
  'notify:remove': seq(anyCase('notify:remove:'), id, maybe(0.1, any(':', '!', ' x'))),
  monitor: seq(
    anyCase('monitor'),
    maybe(0.1, anyCase(':ack')),
    maybe(0.2, anyCase(':strict')),
    maybe(0.3, anyCase(':selfNotifications')),
    maybe(0.2, anyCase(':multiplexed')),
    maybe(0.3, ':', digits),
    maybe(0.5, ' ', any(token, text, '.*\\.wavi@')),
  ),
} as const satisfies Readonly<Record<string, Piece>>

const enrollOperation: Piece = words(
  'request',
  'approve',
  'deny',
  'revoke',
  'listns',
  'infons',
  'list',
  'fetch',
  'unrevoke',
  'delete',
  'update',
)

/** Lines of the verbs about connections, enrollments and the server itself. */
export const serverLines = {
  from: seq(
    anyCase('from:'),
    maybe(0.6, '@'),
    any(word, name),
    maybe(0.4, anyCase(':clientConfig:'), braced),
  ),
  cram: seq(anyCase('cram:'), any(word, token, text)),
  pkam: seq(
    anyCase('pkam:'),
    maybe(
      0.5,
      anyCase('signingAlgo:'),
      words('rsa2048', 'ecc_secp256r1', 'mldsa65', 'ed25519'),
      ':',
    ),
    maybe(0.4, anyCase('hashingAlgo:'), words('sha256', 'sha512'), ':'),
    maybe(0.4, anyCase('enrollmentId:'), any(id, text), ':'),
    maybe(0.95, any(word, token, text)),
  ),
  pol: anyCase('pol'),
  to: seq(anyCase('to:'), any('', '@', '@'), any(word, name, '@')),
  enroll: seq(
    anyCase('enroll:'),
    enrollOperation,
    maybe(0.2, anyCase(':force')),
    maybe(0.3, ':', any(word, token, 'force', 'a b', '@x')),
    maybe(0.7, maybe(0.9, ':'), braced),
    maybe(0.05, ':'),
  ),
  otp: any(
    seq(anyCase('otp:get'), maybe(0.5, anyCase(':ttl:'), digits)),
    seq(
      anyCase('otp:put'),
      maybe(0.9, ':', any('abc123', 'ABCDEFG', word)),
      maybe(0.4, anyCase(':ttl:'), digits),
    ),
  ),
  keys: seq(
    anyCase('keys:'),
    words('put', 'get', 'delete'),
    maybe(0.6, ':', words('public', 'private', 'self')),
    maybe(0.4, maybe(0.9, ':'), anyCase('namespace:'), word),
    maybe(0.3, maybe(0.9, ':'), anyCase('appName:'), word),
    maybe(0.3, maybe(0.9, ':'), anyCase('deviceName:'), word),
    maybe(0.3, maybe(0.9, ':'), anyCase('keyType:'), hyphenated),
    maybe(0.3, maybe(0.9, ':'), anyCase('encryptionKeyName:'), hyphenated),
    maybe(0.5, maybe(0.9, ':'), anyCase('keyName:'), any(token, 'a@b:c')),
    maybe(0.4, any(' ', ':', ''), text),
  ),
  info: seq(anyCase('info'), any('', ':brief', ':mtls', ':mtlsbrief')),
  stats: any(
    seq(
      anyCase('stats'),
      maybe(0.8, ':', maybe(0.9, digits), maybe(0.5, ',', digits, maybe(0.3, ',0'))),
    ),
    seq(anyCase('stats'), any(':3', ':15', ':3', ':15', ':7', ':1,3'), ':', text),
  ),
  config: any(
    seq(
      anyCase('config:'),
      any('block', 'block', 'allow'),
      ':',
      any(
        anyCase('show'),
        seq(words('add', 'remove'), ':', repeat(owner, 1, 3, ' '), maybe(0.1, ' @a:b')),
        anyCase('remove:*'),
      ),
    ),
    seq(
      anyCase('config:'),
      maybe(0.02, anyCase('xconfig:')),
      words('set', 'reset', 'print'),
      ':',
      any(word, seq(word, '=', token), text),
    ),
  ),
  noop: seq(anyCase('noop:'), digits),
} as const satisfies Readonly<Record<string, Piece>>
