import { parse, parseAtSign } from '@atnet/protocol-codec'
import { expect, it } from 'vitest'
import { maxConnectListNames } from '../limits.ts'
import { changeOf, type ListChange } from './change.ts'

const owner = parseAtSign('@alice')

function change(names: readonly string[] | undefined, line: string): ListChange {
  const command = parse(`config:${line}`)
  const action = command.verb === 'config' ? command.action : undefined
  if (action?.kind !== 'add' && action?.kind !== 'remove' && action?.kind !== 'unset') {
    throw new Error(`${line} changes no list`)
  }
  return changeOf(action, { owner, names: names?.map((name) => parseAtSign(name)) })
}

it.each<
  [readonly string[] | undefined, string, ListChange['names'] | readonly string[], string | null]
>([
  [undefined, 'block:add:@bob @eve', ['@bob', '@eve'], 'success'],
  [['@eve'], 'block:add:@Bob @EVE', ['@eve', '@bob'], 'success'],
  [['@eve'], 'block:add:@alice @b.o.b', ['@eve', '@bob'], 'success'],
  [undefined, 'block:add:@Alice', undefined, 'success'],
  [undefined, 'allow:add:@alice', undefined, 'success'],
  [undefined, 'block:remove:@bob', undefined, null],
  [[], 'block:remove:@bob', undefined, null],
  [['@bob', '@eve'], 'block:remove:@BOB', ['@eve'], 'success'],
  [['@bob'], 'block:remove:@nobody', ['@bob'], 'success'],
  [['@bob'], 'allow:remove:@bob', [], 'success'],
  [['@bob'], 'allow:remove:*', 'unset', 'success'],
  [[], 'allow:remove:*', 'unset', 'success'],
  [undefined, 'allow:remove:*', undefined, null],
])(
  '%j becomes by %s %j, and the answer is %j (house.config.lists.answers)',
  (before, line, names, answer) => {
    expect(change(before, line)).toEqual({ names, answer })
  },
)

it('refuses a list that is too long, and says how long it may be', () => {
  const full = Array.from({ length: maxConnectListNames }, (_, index) => `@x${index}`)
  expect(change(full, 'block:add:@x0')).toMatchObject({ answer: 'success' })
  expect(() => change(full, 'block:add:@y')).toThrow(
    expect.objectContaining({ code: 'AT0022', detail: expect.stringContaining('10000') }),
  )
})
