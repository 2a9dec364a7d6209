import type { Reader } from '@atnet/keystore'
import { type AtSign, parseAtSign } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import { allowList, blockList, type MayConnect, openConnectLists, readNames } from './lists.ts'

const [owner, bob, eve] = [parseAtSign('@alice'), parseAtSign('@bob'), parseAtSign('@eve')]

describe('the names of a list (house.config.lists.record)', () => {
  it.each<[string | null, readonly string[] | undefined]>([
    ['{"blockList":["@Bob","eve","@bob"]}', ['@bob', '@eve']],
    ['{"blockList":[]}', []],
    ['{"blockList":["@", 7, null, "@bob"]}', ['@bob']],
    ['{"blockList":"@bob"}', undefined],
    ['{"allowList":["@bob"]}', undefined],
    ['["@bob"]', undefined],
    ['v', undefined],
    ['', undefined],
    [null, undefined],
  ])('of %s are %j', (value, names) => {
    expect(readNames(value, 'blockList')).toEqual(names)
  })
})

type Lists = { readonly block?: string; readonly allow?: string }

/** Records as plain values by key, which a test may change while they are asked for. */
function recordsOf(values: ReadonlyMap<string, string>): Pick<Reader, 'get'> {
  return {
    get: (key) => {
      const value = values.get(key)
      return value === undefined ? undefined : { key, value, metadata: {} }
    },
  }
}

function listsOf({ block, allow }: Lists): MayConnect {
  const values = [
    [blockList(owner).key, block],
    [allowList(owner).key, allow],
  ] as const
  const present = values.flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  )
  return openConnectLists(owner, recordsOf(new Map(present)))
}

describe('who may connect (house.config.lists)', () => {
  it.each<[Lists, readonly AtSign[]]>([
    [{}, [owner, bob, eve]],
    [{ block: '{"blockList":["@eve"]}' }, [owner, bob]],
    [{ block: '{"blockList":["@eve","@alice"]}' }, [owner, bob]],
    [{ block: '{"blockList":[]}' }, [owner, bob, eve]],
    [{ block: 'v' }, [owner, bob, eve]],
    [{ allow: '{"allowList":["@bob"]}' }, [owner, bob]],
    [{ allow: '{"allowList":[]}' }, [owner]],
    [{ allow: '{"allowList":["@bob","@eve"]}', block: '{"blockList":["@bob"]}' }, [owner, eve]],
  ])('by %j are %j', (lists, welcome) => {
    const mayConnect = listsOf(lists)
    expect([owner, bob, eve].filter(mayConnect)).toEqual(welcome)
  })

  it('follows each change of a list at once', () => {
    const values = new Map<string, string>()
    const mayConnect = openConnectLists(owner, recordsOf(values))
    const { key } = blockList(owner)
    expect(mayConnect(bob)).toBe(true)
    for (const [value, welcome] of [
      ['{"blockList":["@bob"]}', false],
      ['{"blockList":["@eve"]}', true],
    ] as const) {
      values.set(key, value)
      expect(mayConnect(bob)).toBe(welcome)
    }
    values.delete(key)
    expect(mayConnect(eve)).toBe(true)
  })
})
