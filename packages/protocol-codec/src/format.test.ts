import { describe, expect, it } from 'vitest'
import { parseAtSign } from './at-sign.ts'
import { format } from './format.ts'
import { parse } from './parse.ts'
import { COMMANDS, type Command } from './verbs.ts'

const alice = parseAtSign('@alice')
const bob = parseAtSign('@bob')

const text = {
  kind: 'text',
  metadata: {},
  scope: { kind: 'self' },
  key: 'phone',
  atSign: alice,
  value: 'v',
} as const
const lookup = {
  verb: 'lookup',
  bypassCache: undefined,
  projection: 'value',
  key: 'phone',
  atSign: alice,
} as const

// wire.command.format
describe('format', () => {
  it.each(Object.values(COMMANDS))('writes the example of $verb as it stands', ({ example }) => {
    expect(format(parse(example))).toBe(example)
  })

  it.each([
    [{ ...lookup, key: 'a@b\nupdate:x@alice v' }, 'its line would be refused'],
    [{ ...lookup, key: '' }, 'its line would be refused'],
    [{ ...lookup, key: 'all:phone' }, 'its projection would be read as something else'],
    [{ verb: 'update', noCommit: false, body: { ...text, value: '' } }, 'it ends in a blank'],
    [{ verb: 'update', noCommit: false, body: { ...text, value: 'v ' } }, 'it ends in a blank'],
    [
      { verb: 'update', noCommit: false, body: { ...text, value: 'a\nb' } },
      'its line would be refused',
    ],
    [
      { verb: 'update', noCommit: false, body: { ...text, key: 'pho ne' } },
      'its body would be read as something else',
    ],
    [{ verb: 'noop', delayMs: 1.5 }, 'its line would be refused'],
    [{ verb: 'noop', delayMs: 2 ** 53 }, 'its line would be refused'],
    [{ verb: 'notify:remove', id: 'a:b' }, 'its line would be refused'],
    [
      { verb: 'config', action: { kind: 'set', name: 'a=b', value: 'c' } },
      'its action would be read as something else',
    ],
    [{ verb: 'stats', ids: [3, 4], pattern: 'x' }, 'its line would be refused'],
  ] satisfies readonly (readonly [Command, string])[])('refuses %j', (command, why) => {
    expect(() => format(command)).toThrow(
      expect.objectContaining({
        fault: 'illegalArgument',
        detail: `not a ${command.verb} command: ${why}`,
      }),
    )
  })

  it('names the metadata that cannot be written', () => {
    const body = { ...text, metadata: { ivNonce: 'a b' } }
    expect(() => format({ verb: 'update', noCommit: false, body })).toThrow('ivNonce')
  })

  it('writes times with three decimals, and refuses what is no time', () => {
    const command = {
      verb: 'delete',
      deletedAt: Date.parse('2026-05-05T11:59:44Z'),
      noCommit: true,
      force: true,
      priority: 'high',
      cached: true,
      scope: { kind: 'for', atSign: bob },
      key: 'phone',
      atSign: alice,
    } as const
    expect(format(command)).toBe(
      'delete:dAt:2026-05-05T11:59:44.000Z:nc:force:priority:high:cached:@bob:phone@alice',
    )
    for (const deletedAt of [Number.NaN, Infinity, 1e17, -1e17, 0.5]) {
      expect(() => format({ ...command, deletedAt })).toThrow('not a delete command')
    }
  })

  it.each(['enroll:list:a :', 'enroll:list:a\u0085:', 'enroll:list:a b'])(
    'keeps %j from being trimmed',
    (line) => {
      expect(format(parse(line))).toBe(line)
    },
  )

  it('writes a clientConfig that says nothing as an object that is not empty', () => {
    const nothing = {
      version: undefined,
      clientId: undefined,
      appName: undefined,
      appVersion: undefined,
      platform: undefined,
    }
    const line = format({ verb: 'from', atSign: alice, clientConfig: nothing })
    expect(line).toBe('from:@alice:clientConfig:{ }')
    expect(parse(line)).toEqual({ verb: 'from', atSign: alice, clientConfig: nothing })
  })
})
