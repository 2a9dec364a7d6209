import { describe, expect, it } from 'vitest'
import { parseAtSign } from '../at-sign.ts'
import { parse } from '../parse.ts'

const alice = parseAtSign('@alice')
const bob = parseAtSign('@bob')
const toBob = { kind: 'for', atSign: bob }
const self = { kind: 'self' }
const everybody = { kind: 'public' }

type Row = readonly [line: string, members: Readonly<Record<string, unknown>>]

function accepts(rows: readonly Row[]): void {
  it.each(rows)('reads %j', (line, members) => {
    expect(parse(line)).toMatchObject(members)
  })
}

function refuses(lines: readonly string[]): void {
  it.each(lines)('refuses %j', (line) => {
    expect(() => parse(line)).toThrow(expect.objectContaining({ fault: 'invalidSyntax' }))
  })
}

// auth.from.grammar, auth.cram.grammar, auth.pol.grammar, wire.to.grammar, wire.noop.grammar
describe('the verbs with little to say', () => {
  accepts([
    ['from:alice', { verb: 'from', atSign: alice, clientConfig: undefined }],
    ['from:@Alice:ClientConfig:{ }', { atSign: alice, clientConfig: { version: undefined } }],
    ['cram: a:b ', { verb: 'cram', digest: ' a:b ' }],
    ['POL', { verb: 'pol' }],
    ['to:alice', { verb: 'to', atSign: alice }],
    ['noop:007', { verb: 'noop', delayMs: 7 }],
  ])
  refuses([
    'from:@',
    'from:@@x',
    'from: @alice',
    'from:a b',
    'from:@alice:clientConfig:{"a":1',
    'cram:',
    'to:',
    'to:@alice:x',
    'noop:',
    'noop:-1',
    'noop:1 ',
  ])
})

// auth.pkam.grammar
describe('pkam', () => {
  accepts([
    ['pkam:c2ln', { signingAlgo: undefined, enrollmentId: undefined, signature: 'c2ln' }],
    ['pkam:signingAlgo:ed25519:c2ln', { signingAlgo: 'ed25519', signature: 'c2ln' }],
    [
      'pkam:signingAlgo:MLDSA65:hashingAlgo:sha512:enrollmentId:a:b:c2ln',
      { signingAlgo: 'mldsa65', hashingAlgo: 'sha512', enrollmentId: 'a:b', signature: 'c2ln' },
    ],
    ['pkam:signingAlgo:md5:c2ln', { signingAlgo: undefined, signature: 'signingAlgo:md5:c2ln' }],
    ['pkam:signingAlgo:rsa2048:', { signingAlgo: undefined, signature: 'signingAlgo:rsa2048:' }],
    ['pkam:enrollmentId:a:', { enrollmentId: undefined, signature: 'enrollmentId:a:' }],
  ])
  refuses(['pkam:', 'pkam'])
})

// data.lookup.grammar, data.plookup.grammar, data.llookup.grammar
describe('lookups', () => {
  accepts([
    ['lookup:phone@alice', { projection: 'value', bypassCache: undefined, key: 'phone' }],
    ['lookup:bypassCache:true:all:phone.wavi@bob', { bypassCache: true, projection: 'all' }],
    ['lookup:all:bypassCache:true:x@bob', { projection: 'all', key: 'bypassCache:true:x' }],
    ['lookup:a@b@bob', { key: 'a@b', atSign: bob }],
    ['plookup:bypassCache:false:meta:x@bob', { bypassCache: false, projection: 'meta', key: 'x' }],
    [
      'llookup:meta:cached:public:publickey@bob',
      { projection: 'meta', cached: true, scope: everybody, key: 'publickey', atSign: bob },
    ],
    ['llookup:cached:@alice:x.wavi@bob', { cached: true, scope: { kind: 'for', atSign: alice } }],
    ['llookup:private:x@alice', { scope: self, key: 'private:x' }],
    ['llookup:public@alice', { scope: self, key: 'public' }],
    ['llookup:all@alice', { projection: 'value', key: 'all' }],
  ])
  refuses([
    'lookup::x@alice',
    'lookup:x@alice bob',
    'lookup:@alice',
    'plookup:a b@alice',
    'plookup:a@b@alice',
    'llookup::x@alice',
    'llookup:a::b@alice',
    'llookup:@bob',
    'llookup:a@b@alice',
  ])

  // data.lookup.one-letter-key
  it.each(['lookup:x@alice', 'lookup:all:x@alice', 'llookup:all:x@alice', 'llookup:@bob:x@alice'])(
    'takes the one letter of %j for the key',
    (line) => {
      expect(parse(line)).toMatchObject({ key: 'x', atSign: alice })
    },
  )
})

// data.update.grammar, data.update-meta.grammar, data.fragment.order
describe('update', () => {
  accepts([
    ['update:public:phone@alice +1 555:0100', { body: { scope: everybody, value: '+1 555:0100' } }],
    ['update:x@alice  v', { body: { key: 'x', value: ' v' } }],
    [
      'update:public:sp ace@alice v',
      { body: { key: 'sp', atSign: undefined, value: 'ace@alice v' } },
    ],
    ['update:_latest v', { body: { key: '_latest', atSign: undefined, value: 'v' } }],
    ['update:nc v', { noCommit: false, body: { key: 'nc' } }],
    ['update:nc:nc v', { noCommit: true, body: { key: 'nc' } }],
    ['update:public v', { body: { scope: self, key: 'public' } }],
    ['update:json v', { body: { kind: 'text', key: 'json' } }],
    ['update:nc:json:{"a":1}', { noCommit: true, body: { kind: 'json', json: '{"a":1}' } }],
    ['update:privatekey:at_pkam_publickey k', { body: { key: 'privatekey:at_pkam_publickey' } }],
    [
      'update:ttl:600000:ttb:-1:ttr:3600:ccd:true:isEncrypted:false:ivNonce:QUJD=:@bob:a.wavi@alice Z',
      {
        body: {
          scope: toBob,
          metadata: {
            ttl: 600000,
            ttb: -1,
            ttr: 3600,
            ccd: true,
            isEncrypted: false,
            ivNonce: 'QUJD=',
          },
        },
      },
    ],
    [
      'update:meta:nc:@bob:a b@alice:ttl:1:immutable:true:appMetadata:e30=',
      {
        noCommit: true,
        scope: toBob,
        key: 'a b',
        metadata: { ttl: 1, immutable: true, appMetadata: 'e30=' },
      },
    ],
    ['update:meta:nc@alice', { noCommit: false, key: 'nc', metadata: {} }],
  ])
  refuses([
    'update:public:x@alice',
    'update:public:@alice v',
    'update: public:x@alice v',
    'update:public:@bob:x@alice v',
    'update:public:a:b@alice v',
    'update:a@b@alice v',
    'update:private:x@alice v',
    'update:privatekey:at_secret v',
    'update:ccd:yes:x@alice v',
    'update:isEncrypted:true:ttl:5:x@alice v',
    'update:ttl:5:6:x@alice v',
    'update:ivNonce:a b:x@alice v',
    'update:eAt:2026-05-05:x@alice v',
    'update:json:',
    'update:meta:a@alice:ttl:1',
    'update:meta:ab@alice:ttl:x',
    'update:meta:ab@alice:ttb:1:ttl:1',
    'update:meta:ab@alice v',
  ])
})

// data.delete.grammar
describe('delete', () => {
  accepts([
    ['delete:force@alice', { force: false, key: 'force', atSign: alice }],
    ['delete:nc:force:cached:public:x@alice', { noCommit: true, force: true, cached: true }],
    ['delete:privatekey:at_secret', { key: 'privatekey:at_secret', atSign: undefined }],
    ['delete:priority:LOW:@bob:x@alice', { priority: 'low', scope: toBob }],
    ['delete:x', { key: 'x', atSign: undefined }],
  ])
  refuses([
    'delete:@bob:',
    'delete:force:nc:x@alice',
    'delete:privatekey:at_pkam_publickey',
    'delete:private:x@alice',
    'delete:x@alice v',
    'delete:priority:urgent:x@alice',
  ])
})

// data.scan.grammar, data.sync.grammar, data.batch.grammar
describe('lists', () => {
  accepts([
    ['scan', { commitLog: false, showHidden: undefined, of: undefined, pattern: undefined }],
    ['scan:cl:showHidden:false:@bob:page:2 ^a:b$', { commitLog: true, of: bob, page: 2 }],
    ['scan ^public:Phone', { pattern: '^public:Phone' }],
    ['sync:from:-1', { after: -1, limit: undefined }],
    ['sync:from:5:limit:10:a:b', { after: 5, limit: 10, pattern: 'a:b' }],
    ['sync:from:5:skipDeletesUntil:9', { skipDeletesUntil: 9 }],
    ['sync:from:1:limit:10x', { limit: undefined, pattern: 'limit:10x' }],
    ['batch:[]', { abortOnFailure: false, json: '[]' }],
    ['batch:AbortOnFailure:[]', { abortOnFailure: true, json: '[]' }],
    ['batch:abortOnFailure:', { abortOnFailure: false, json: 'abortOnFailure:' }],
  ])
  refuses([
    'scan:',
    'scan:bob',
    'scan@',
    'scan  x',
    'scan x y',
    'scan:showhidden:maybe',
    'scan x scan',
    'sync:from:',
    'sync:from:1:',
    'sync:from:+1',
    'batch:',
  ])
})

// data.stream.grammar
describe('stream', () => {
  accepts([
    [
      'stream:init@bob namespace:wavi startByte:7 12-34 my file.txt 5',
      { receiver: bob, namespace: 'wavi', startByte: 7, fileName: 'my file.txt', length: 5 },
    ],
    ['stream:receive 12-34', { operation: 'receive', streamId: '12-34', fileName: undefined }],
    ['stream:done 5', { streamId: '5', length: undefined }],
    ['stream:init@bobnamespace:wavi id f 1', { receiver: bob, namespace: 'wavi', streamId: 'id' }],
    ['stream:init namespace:wavistartByte:9', { namespace: 'wavi', startByte: 9 }],
    ['stream:init file.txt 5', { streamId: undefined, fileName: 'file.txt', length: 5 }],
    ['stream:', { operation: undefined, streamId: undefined }],
  ])
  refuses(['stream:foo', 'stream:init@', 'stream:init@bob:x', 'stream'])
})

// notify.grammar, notify.key.greedy
describe('notify', () => {
  accepts([
    [
      'notify:@bob:city@alice',
      { key: 'city', atSign: alice, value: undefined, operation: undefined },
    ],
    ['notify:messageType:text:@bob:hello there', { key: 'hello there', atSign: undefined }],
    ['notify:@bob:a:b:c', { key: 'a:b:c', value: undefined }],
    ['notify:@bob:city@alice:a@b:c', { key: 'city', atSign: alice, value: 'a@b:c' }],
    ['notify:@bob:ab::c', { key: 'ab', value: ':c' }],
    ['notify:@bob:ab:c@ home', { key: 'ab', atSign: undefined, value: 'c@ home' }],
    [
      'notify:@bob:stream_id.wavi @alice:id',
      { key: 'stream_id.wavi ', atSign: alice, value: 'id' },
    ],
    ['notify:public:xx@alice', { scope: everybody }],
    [
      'notify:id:a-1:delete:latestN:3:notifier:@me:ttln:5:eAtn:2026-05-05T11:59:44Z:eph:ttr:-1:@bob:xx',
      {
        id: 'a-1',
        operation: 'delete',
        latestN: 3,
        notifier: '@me',
        ttln: 5,
        expiresAt: Date.parse('2026-05-05T11:59:44Z'),
        ephemeral: true,
        metadata: { ttr: -1 },
      },
    ],
  ])
  refuses([
    'notify:@bob:to me@ home',
    'notify:@bob:x@alice',
    'notify:bob:city@alice',
    'notify:update',
    'notify:update:messageType:notifier:@bob:city@alice',
    'notify:messageType:key:update:@bob:city@alice',
    'notify:ttb:1:ttln:5:@bob:city@alice',
    'notify:ttlnn:5:@bob:city@alice',
    'notify:ttln:ttr:-1:@bob:city@alice',
    'notify:eph:eAtn:2026-05-05T11:59:44Z:@bob:city@alice',
    'notify:@bob::city@alice',
    'notify:@bob:@alice',
    'notify:@bob:x::y',
  ])
})

// notify.all.grammar, notify.list.grammar, notify.status.grammar, notify.fetch.grammar,
// notify.remove.grammar, notify.monitor.grammar
describe('the other verbs about notifications', () => {
  accepts([
    [
      'notify:all:update:ttr:-1:ccd:falsee:@Bob,carol:xx@alice:v:w',
      {
        operation: 'update',
        ttr: -1,
        ccd: false,
        recipients: [
          { atSign: bob, typed: '@Bob' },
          { atSign: '@carol', typed: 'carol' },
        ],
        value: 'v:w',
      },
    ],
    ['notify:all:update:xx', { operation: undefined, key: 'xx' }],
    ['notify:list', { from: undefined, to: undefined, pattern: undefined }],
    ['notify:list:2024-10-01:wavi', { from: '2024-10-01', to: undefined, pattern: 'wavi' }],
    ['notify:list:2024-10-01x', { from: undefined, pattern: '2024-10-01x' }],
    ['notify:status::AT0003-x', { id: ':AT0003-x' }],
    ['notify:fetch:@a', { verb: 'notify:fetch', id: '@a' }],
    ['monitor', { ack: false, strict: false, since: undefined, pattern: undefined }],
    ['monitor:ack:strict:multiplexed:7 a b', { ack: true, strict: true, since: 7, pattern: 'a b' }],
    ['monitor:selfNotifications .*', { selfNotifications: true, pattern: '.*' }],
  ])
  refuses([
    'notify:all::xx@alice',
    'notify:all:@bob,,@carol:xx@alice',
    'notify:all:@bob',
    'notify:all:@bob:xx@',
    'notify:list hello',
    'notify:list:2024-10-01:2024-10-02:a:b',
    'notify:remove:a:b',
    'notify:remove:a b',
    'notify:status:a b',
    'notify:fetch:a b',
    'monitor:strict:ack',
    'monitor:',
    'monitor:x',
  ])
})

// enroll.grammar, enroll.empty-params, enroll.otp.grammar, enroll.keys.grammar
describe('the verbs of enrollment', () => {
  accepts([
    ['enroll:LIST', { operation: 'list', force: false, namespace: undefined, params: undefined }],
    ['enroll:listns:wavi', { operation: 'listns', namespace: 'wavi' }],
    ['enroll:revoke:force:{"enrollmentId":"x"}', { force: true, params: '{"enrollmentId":"x"}' }],
    ['enroll:approve:{}', { params: '{}' }],
    ['enroll:request{"a":1}', { operation: 'request', params: '{"a":1}' }],
    ['enroll:revoke:forceful', { force: false, namespace: 'forceful' }],
    ['enroll:list:', { operation: 'list', params: undefined }],
    ['otp:get:ttl:5', { operation: 'get', passcode: undefined, ttl: 5 }],
    ['otp:put', { operation: 'put', passcode: undefined }],
    ['otp:put:abc123:ttl:5', { passcode: 'abc123', ttl: 5 }],
    ['keys:get:keyName:public:x@alice', { keyName: 'public:x@alice', value: undefined }],
    [
      'keys:put:self:namespace:__global:keyType:aes-256:keyName:k v w',
      { visibility: 'self', namespace: '__global', keyType: 'aes-256', keyName: 'k', value: 'v w' },
    ],
    ['keys:get', { operation: 'get', visibility: undefined, value: undefined }],
  ])
  refuses([
    'enroll:',
    'enroll:foo',
    'enroll:request:{bad',
    'enroll:list:a:b',
    'otp:',
    'otp:get:abc123',
    'otp:put:',
    'otp:put:abc',
    'keys:',
    'keys:foo',
  ])
})

// wire.info.grammar, wire.stats.grammar, wire.config.grammar
describe('the verbs about the server', () => {
  accepts([
    ['info', { form: 'full' }],
    ['info:mtlsbrief', { form: 'mtlsbrief' }],
    ['stats', { ids: undefined }],
    ['stats:', { ids: [] }],
    ['stats:,0', { ids: [0] }],
    ['stats:3,1,3', { ids: [3, 1, 3], pattern: undefined }],
    ['stats:15:a:b', { ids: [15], pattern: 'a:b' }],
    [
      'config:block:add:@bob @Alice',
      { action: { kind: 'add', list: 'block', atSigns: [bob, alice] } },
    ],
    ['config:allow:remove:@bob', { action: { kind: 'remove', list: 'allow', atSigns: [bob] } }],
    ['config:allow:remove:*', { action: { kind: 'unset', list: 'allow' } }],
    ['config:allow:show', { action: { kind: 'show', list: 'allow' } }],
    ['config:set:a=b=c', { action: { kind: 'set', name: 'a', value: 'b=c' } }],
    ['config:set:a', { action: { kind: 'set', name: 'a', value: undefined } }],
    ['config:PRINT:a', { action: { kind: 'print', name: 'a' } }],
  ])
  refuses([
    'stats:0',
    'stats:1,',
    'stats:1,,2',
    'stats:7:x',
    'stats:3:',
    'stats:1,3:x',
    'stats 3',
    'config:block:add:bob',
    'config:block:add:@bob  @alice',
    'config:block:add:*',
    'config:block:remove:*',
    'config:allow:add:*',
    'config:block:show:@bob',
    'config:print:',
    'config:block:add:@bob config:set:a=b',
  ])
})
