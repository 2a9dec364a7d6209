import type { CommandOf, VerbName } from '@atnet/protocol-codec'
import fc from 'fast-check'
import {
  atSign,
  base64,
  count,
  hyphenated,
  integer,
  json,
  key,
  metadata,
  moment,
  optional,
  passcode,
  pattern,
  priority,
  scope,
  text,
  token,
  word,
} from './values.ts'

const flag = fc.boolean()
const projection = fc.constantFrom('value' as const, 'meta' as const, 'all' as const)
const operation = fc.constantFrom('update' as const, 'delete' as const)
const messageType = fc.constantFrom('key' as const, 'text' as const)
const lookup = { bypassCache: optional(flag), projection, key, atSign }
const day = fc.constantFrom('2024-10-01', '2026-12-31')
const list = fc.constantFrom('block' as const, 'allow' as const)
const absent = fc.constant(undefined)
const noFile = { fileName: absent, length: absent }
const streamHead = {
  operation: optional(
    fc.constantFrom(
      'init' as const,
      'send' as const,
      'receive' as const,
      'done' as const,
      'resume' as const,
    ),
  ),
  receiver: optional(atSign),
  namespace: optional(hyphenated),
  startByte: optional(count),
}
const atSigns = fc.array(atSign, { minLength: 1, maxLength: 4 })

/** Commands of every verb that can be written as a line. */
export const COMMANDS_OF: { readonly [V in VerbName]: fc.Arbitrary<CommandOf<V>> } = {
  exit: fc.constant({ verb: 'exit' }),
  from: verb('from', {
    atSign,
    clientConfig: optional(
      fc.record({
        version: optional(fc.string()),
        clientId: optional(fc.string({ unit: 'grapheme' })),
        appName: optional(fc.string()),
        appVersion: optional(fc.string()),
        platform: optional(fc.string()),
      }),
    ),
  }),
  cram: verb('cram', { digest: pattern }),
  pkam: verb('pkam', {
    signingAlgo: optional(
      fc.constantFrom(
        'rsa2048' as const,
        'ecc_secp256r1' as const,
        'mldsa65' as const,
        'ed25519' as const,
      ),
    ),
    hashingAlgo: optional(fc.constantFrom('sha256' as const, 'sha512' as const)),
    enrollmentId: optional(fc.oneof(fc.uuid(), text)),
    signature: base64,
  }),
  pol: fc.constant({ verb: 'pol' }),
  to: verb('to', { atSign }),
  lookup: verb('lookup', lookup),
  llookup: verb('llookup', { projection, cached: flag, scope, key, atSign }),
  plookup: verb('plookup', lookup),
  update: verb('update', {
    noCommit: flag,
    body: fc.oneof(
      fc.record({
        kind: fc.constant('text' as const),
        metadata,
        scope,
        key: fc.oneof(token, fc.constant('privatekey:at_pkam_publickey')),
        atSign: optional(atSign),
        value: text,
      }),
      fc.record({ kind: fc.constant('json' as const), json }),
    ),
  }),
  'update:meta': verb('update:meta', { noCommit: flag, scope, key, atSign, metadata }),
  delete: verb('delete', {
    deletedAt: optional(moment),
    noCommit: flag,
    force: flag,
    priority: optional(priority),
    cached: flag,
    scope,
    key: fc.oneof(token, fc.constant('privatekey:at_secret')),
    atSign: optional(atSign),
  }),
  scan: verb('scan', {
    commitLog: flag,
    showHidden: optional(flag),
    of: optional(atSign),
    page: optional(count),
    pattern: optional(fc.oneof(token, fc.constant('^public:.*@alice$'))),
  }),
  'sync:from': verb('sync:from', {
    after: fc.oneof(count, fc.constant(-1)),
    limit: optional(count),
    skipDeletesUntil: optional(count),
    pattern: optional(text),
  }),
  batch: verb('batch', { abortOnFailure: flag, json }),
  stream: fc.oneof(
    verb('stream', { ...streamHead, streamId: optional(hyphenated), ...noFile }),
    verb('stream', {
      ...streamHead,
      streamId: hyphenated,
      fileName: fc.array(token, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
      length: count,
    }),
  ),
  notify: verb('notify', {
    id: optional(hyphenated),
    operation: optional(operation),
    messageType: optional(messageType),
    priority: optional(priority),
    strategy: optional(fc.constantFrom('all' as const, 'latest' as const)),
    latestN: optional(count),
    notifier: optional(word),
    ttln: optional(count),
    expiresAt: optional(moment),
    ephemeral: flag,
    metadata,
    scope: fc.oneof(
      fc.constant({ kind: 'public' } as const),
      fc.record({ kind: fc.constant('for' as const), atSign }),
    ),
    key,
    atSign,
    value: optional(text),
  }),
  'notify:all': verb('notify:all', {
    operation: optional(operation),
    messageType: optional(messageType),
    ttl: optional(count),
    ttb: optional(count),
    ttr: optional(integer),
    ccd: optional(flag),
    recipients: atSigns.map((names) => names.map((name) => ({ atSign: name, typed: name }))),
    key: token,
    atSign: optional(atSign),
    value: optional(text),
  }),
  'notify:list': fc.oneof(
    verb('notify:list', { from: absent, to: absent, pattern: optional(word) }),
    verb('notify:list', { from: day, to: optional(day), pattern: optional(word) }),
  ),
  'notify:status': verb('notify:status', { id: token }),
  'notify:fetch': verb('notify:fetch', { id: token }),
  'notify:remove': verb('notify:remove', { id: hyphenated }),
  monitor: verb('monitor', {
    ack: flag,
    strict: flag,
    selfNotifications: flag,
    multiplexed: flag,
    since: optional(count),
    pattern: optional(text),
  }),
  enroll: verb('enroll', {
    operation: fc.constantFrom(
      'request',
      'approve',
      'listns',
      'infons',
      'list',
      'unrevoke',
      'update',
    ),
    force: flag,
    namespace: optional(word),
    params: optional(json),
  }),
  otp: fc.oneof(
    verb('otp', {
      operation: fc.constant('get' as const),
      passcode: absent,
      ttl: optional(count),
    }),
    verb('otp', {
      operation: fc.constant('put' as const),
      passcode: optional(passcode),
      ttl: optional(count),
    }),
  ),
  keys: verb('keys', {
    operation: fc.constantFrom('put', 'get', 'delete'),
    visibility: optional(fc.constantFrom('public', 'private', 'self')),
    namespace: optional(word),
    appName: optional(word),
    deviceName: optional(word),
    keyType: optional(hyphenated),
    encryptionKeyName: optional(hyphenated),
    keyName: token,
    value: optional(text),
  }),
  info: verb('info', { form: fc.constantFrom('full', 'brief', 'mtls', 'mtlsbrief') }),
  stats: fc.oneof(
    verb('stats', {
      ids: optional(fc.array(count, { maxLength: 20 })),
      pattern: absent,
    }),
    verb('stats', { ids: fc.constantFrom([3], [15]), pattern: text }),
  ),
  config: verb('config', {
    action: fc.oneof(
      fc.record({ kind: fc.constantFrom('add' as const, 'remove' as const), list, atSigns }),
      fc.constant({ kind: 'unset', list: 'allow' } as const),
      fc.record({ kind: fc.constant('show' as const), list }),
      fc.record({ kind: fc.constant('set' as const), name: word, value: optional(text) }),
      fc.record({ kind: fc.constantFrom('reset' as const, 'print' as const), name: text }),
    ),
  }),
  noop: verb('noop', { delayMs: count }),
}

/** A command of one verb from what its other members may be. */
function verb<V extends string, T extends object>(
  name: V,
  members: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
): fc.Arbitrary<{ readonly verb: V } & T> {
  return fc.record<T>(members).map((rest) => ({ verb: name, ...rest }))
}
