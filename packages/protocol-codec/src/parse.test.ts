import { describe, expect, it } from 'vitest'
import { parseAtSign } from './at-sign.ts'
import { AtFault } from './faults.ts'
import { maxListedAtSigns, maxRecipients, maxStatsIds } from './limits.ts'
import { parse } from './parse.ts'
import { COMMANDS } from './verbs.ts'

const alice = parseAtSign('@alice')
const bob = parseAtSign('@bob')

/** What `parse` throws for a line. */
function faultOf(line: string): AtFault {
  try {
    parse(line)
  } catch (error) {
    if (error instanceof AtFault) {
      return error
    }
    throw error
  }
  throw new Error(`${JSON.stringify(line)} was accepted`)
}

// wire.command.parse
describe('parse', () => {
  it.each(['', 'foo', 'from', 'info:', 'info:BRIEF', '@EXIT', 'sync:-1'])(
    'answers %j with invalid command',
    (line) => {
      expect(faultOf(line)).toMatchObject({ fault: 'invalidSyntax', detail: 'invalid command' })
    },
  )

  it.each([
    ['from:', 'syntax from:@<atSign> e.g from:@alice'],
    ['cram:', 'cram:<digest>'],
    ['pkam:', 'pkam:<signature>'],
    ['noop:x', 'noop:<durationInMillis>'],
    ['noop:0\u0000', 'noop:<durationInMillis>'],
    ['lookup:x', 'e.g lookup:location@bob'],
    ['llookup:privatekey:at_secret', 'e.g llookup:location@bob'],
    ['update:x', 'e.g. update:@alice:location@bob San Francisco'],
    ['delete:', 'syntax delete:@<atkey> e.g delete:phone@alice'],
    ['scanx', 'scan'],
    ['sync:from:-2:limit:3', 'syntax sync:from:1:limit:10:.wavi'],
    ['stats:0', 'stats:1,2,3'],
    ['stream:foo', ''],
    ['notify:', 'e.g notify:@colin:key@kevin'],
    ['notify:all:', 'e.g notify:all:@alice,@bob:key1@colin'],
    ['notify:status:', 'e.g notify:status:<notification-id>'],
    ['notify:fetch', 'e.g notify:fetch:<notification-id>'],
    ['notify:list:a:b', 'e.g notify:list [regular expression]'],
    ['notify:remove:', 'e.g notify:remove:<notificationId>'],
    ['monitor:foo', 'e.g. monitor or monitor .wavi'],
    ['otp:put:abc', 'otp:get or otp:validate:<otp>'],
  ])('answers %j with its usage', (line, usage) => {
    const fault = faultOf(line)
    expect(fault).toMatchObject({ fault: 'invalidSyntax', detail: `Invalid syntax. ${usage}` })
  })

  it('has one line of usage for every verb', () => {
    for (const { usage, summary } of Object.values(COMMANDS)) {
      expect(usage).not.toContain('\n')
      expect(summary).toMatch(/^[A-Z].*\.$/u)
    }
  })

  it('refuses a line feed, wherever a batch put it', () => {
    expect(faultOf('lookup:a\nb@alice').fault).toBe('invalidSyntax')
    expect(faultOf('update:x@alice a\nb').fault).toBe('invalidSyntax')
    expect(faultOf('scan\n').fault).toBe('invalidSyntax')
  })

  it('keeps a carriage return and other separators inside a value', () => {
    expect(parse('update:x@alice a\rb\u2028c')).toMatchObject({ body: { value: 'a\rb\u2028c' } })
  })

  // wire.grammar.enumerated
  it('folds enumerated values to lower case, and nothing else', () => {
    expect(
      parse('NOTIFY:UPDATE:MessageType:TEXT:priority:High:strategy:LATEST:@Bob:Hi There@Alice'),
    ).toMatchObject({
      operation: 'update',
      messageType: 'text',
      strategy: 'latest',
      priority: 'high',
      scope: { kind: 'for', atSign: bob },
      key: 'Hi There',
      atSign: alice,
    })
    expect(parse('update:PUBLIC:Phone@Alice +1 A')).toMatchObject({
      body: { scope: { kind: 'public' }, key: 'Phone', atSign: alice, value: '+1 A' },
    })
    expect(parse('scan:ShowHidden:TRUE FooBar')).toMatchObject({
      showHidden: true,
      pattern: 'FooBar',
    })
  })

  // wire.grammar.integers
  it.each([
    'noop:9007199254740992',
    'scan:page:99999999999999999999',
    'sync:from:9007199254740992',
    'sync:from:1:limit:9007199254740992',
    'update:ttl:-9007199254740992:x@alice v',
    'monitor:9007199254740992',
    'stats:1,9007199254740992',
    `otp:get:ttl:${'9'.repeat(400)}`,
    'stream:init@bob id file 9007199254740992',
  ])('refuses the number in %j, which no number can hold', (line) => {
    expect(faultOf(line)).toMatchObject({
      fault: 'invalidSyntax',
      detail: expect.stringContaining('is not an integer between'),
    })
  })

  it('accepts the greatest exact number, and reads -0 as 0', () => {
    expect(parse('noop:9007199254740991')).toEqual({ verb: 'noop', delayMs: 9007199254740991 })
    expect(parse('update:ttl:-0:x@alice v')).toMatchObject({ body: { metadata: { ttl: 0 } } })
  })

  // wire.grammar.lists
  it.each([
    [`notify:all:${'@bob,'.repeat(maxRecipients)}@bob:xx`, 'recipients'],
    [`config:block:add:${'@bob '.repeat(maxListedAtSigns)}@bob`, 'atSigns'],
    [`stats:${'1,'.repeat(maxStatsIds)}1`, 'ids'],
  ])('refuses a list that is too long', (line, what) => {
    expect(faultOf(line).detail).toContain(what)
    expect(faultOf(line).fault).toBe('invalidSyntax')
  })

  it('accepts lists as long as they may be', () => {
    expect(parse(`stats:${'1,'.repeat(maxStatsIds - 1)}1`)).toMatchObject({
      ids: Array.from({ length: maxStatsIds }, () => 1),
    })
    expect(parse(`notify:all:${'bob,'.repeat(maxRecipients - 1)}bob:xx`)).toMatchObject({
      recipients: Array.from({ length: maxRecipients }, () => ({ atSign: bob, typed: 'bob' })),
    })
  })

  // wire.grammar.times
  it.each(['2024-02-30T00:00:00Z', '2024-13-01T00:00:00Z', '2024-01-01T24:00:00Z'])(
    'refuses %s, a time that does not exist',
    (time) => {
      expect(faultOf(`delete:dAt:${time}:x@alice`)).toMatchObject({
        fault: 'invalidSyntax',
        detail: 'Invalid syntax. deletedAt is a time that does not exist',
      })
    },
  )

  it('reads times to the millisecond, however many decimals they have', () => {
    const at = Date.parse('2026-05-05T11:59:44.123Z')
    expect(parse('delete:dAt:2026-05-05T11:59:44.123999Z:x@alice')).toMatchObject({ deletedAt: at })
    expect(parse('delete:dAt:2026-05-05t11:59:44z:x@alice')).toMatchObject({ deletedAt: at - 123 })
  })

  it.each([
    'from:al,ice',
    'llookup:phone@b*b',
    'update:@b(b:phone@alice v',
    'config:block:add:@a @b:c',
    'notify:all:@bob,@c*rol:phone@alice',
    `to:@${'a'.repeat(56)}`,
  ])('answers the impossible atSign in %j with its own fault', (line) => {
    expect(faultOf(line)).toMatchObject({
      fault: 'invalidAtSign',
      detail: expect.stringContaining('invalid @sign'),
    })
  })

  it('normalises every atSign', () => {
    expect(parse('from:AL.ice')).toMatchObject({ atSign: alice })
    expect(parse('llookup:@B.ob:phone@Alice')).toMatchObject({
      scope: { kind: 'for', atSign: bob },
      atSign: alice,
    })
  })
})

// auth.from.client-config
describe('clientConfig', () => {
  it('gives the members a server knows, as strings or not at all', () => {
    expect(
      parse('from:@alice:clientConfig:{"version":"3.3.0","appName":7,"clientId":null,"x":"y"}'),
    ).toEqual({
      verb: 'from',
      atSign: alice,
      clientConfig: {
        version: '3.3.0',
        clientId: undefined,
        appName: undefined,
        appVersion: undefined,
        platform: undefined,
      },
    })
  })

  it.each(['{bad}', '{"version":}', '{"a":1}}', `{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}}`])(
    'answers %j with a fault that closes',
    (json) => {
      const fault = faultOf(`from:@alice:clientConfig:${json}`)
      expect(fault.fault).toBe('invalidRequest')
      expect(fault.detail).toBe('FormatException: clientConfig is not a JSON object')
    },
  )

  it('cannot reach an object it was not asked to fill', () => {
    const line =
      'from:@alice:clientConfig:{"__proto__":{"version":"9.9.9"},"constructor":{"prototype":{"platform":"x"}}}'
    expect(parse(line)).toMatchObject({ clientConfig: { version: undefined, platform: undefined } })
    expect(Object.hasOwn(Object.prototype, 'version')).toBe(false)
  })

  it('is not looked at before the line is right', () => {
    expect(faultOf('from:@alice:clientConfig:{}').fault).toBe('invalidSyntax')
    expect(faultOf('from:@alice:clientConfig:[1]').fault).toBe('invalidSyntax')
    expect(faultOf('from:@alice:foo').fault).toBe('invalidSyntax')
  })
})
