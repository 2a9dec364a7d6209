import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn } from '../harness/owners.ts'
import { type PlayedPeer, playPeer } from '../harness/peers.ts'
import { type Move, silence } from '../harness/scripted-server.ts'

/** More than a reply may have, bytes: the longest value and what is said around it. */
const tooManyBytes = 10_240_000 + 65_537

/** The longest value that a client can send, bytes. */
const maxValueBytes = 10_230_000

/** How long an answer is waited for, milliseconds. */
const answerMs = 5_000

everywhere('an origin that fails or lies', [alice], (network, itWithClock) => {
  let owner: LineClient
  const peers: PlayedPeer[] = []
  beforeAll(async () => {
    owner = await logIn(network(), await activate(network(), alice))
  })
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer[Symbol.asyncDispose]()))
  })

  /** A peer that answers `lookup:all:x.test` as it is told to from one question to the next. */
  async function originSaying(...answers: readonly Move[]): Promise<PlayedPeer> {
    const left = [...answers]
    const peer = await playPeer(network(), {
      mischief: (line) => {
        if (line === 'pol') {
          return '@alice@'
        }
        return line.startsWith('lookup:all:x.test') ? left.shift() : undefined
      },
    })
    peers.push(peer)
    return peer
  }
  function record(members: Readonly<Record<string, unknown>>): string {
    return `data:${JSON.stringify(members)}\n@alice@`
  }
  const good = record({ data: 'good', metaData: { ttr: -1 } })
  const copyOf = (peer: PlayedPeer): Promise<string> =>
    owner.ask(`llookup:cached:@alice:x.test${peer.atSign}`)
  const again = (peer: PlayedPeer): Promise<string> =>
    owner.ask(`lookup:bypassCache:true:x.test${peer.atSign}`)

  it.each<[string, Move, RegExp]>([
    ['refuses', 'error:AT0009-Exception: no\n@alice@', /^error:AT0009-/u],
    ['sends garbage', 'nonsense\n@alice@', /^error:AT0011-/u],
    ['sends no record', 'data:[1]\n@alice@', /^error:AT0011-/u],
    [
      'sends numbers that are none here',
      record({ data: 'v', metaData: { ttl: 2 ** 60 } }),
      /^error:AT0011-/u,
    ],
    ['sends a value of two lines', record({ data: '1\n@alice@data:2' }), /^error:AT0011-/u],
    [
      "speaks of another's record",
      record({ key: '@alice:x.test@bob', data: 'bad', metaData: { ttr: -1 } }),
      /^error:AT0011-/u,
    ],
    [
      'speaks of another record of its own',
      record({ key: '@alice:y.test@mallory', data: 'bad', metaData: { ttr: -1 } }),
      /^error:AT0011-/u,
    ],
    [
      'sends more than a reply may hold',
      record({ data: 'x'.repeat(tooManyBytes), metaData: { ttr: -1 } }),
      /^error:AT0011-/u,
    ],
  ])('that %s leaves the copy as it was (data.cache.keep)', async (_, move, reply) => {
    const peer = await originSaying(good, move)
    expect(await again(peer)).toBe('data:good\n@alice@')
    const before = await owner.ask('stats:3')
    expect(await again(peer)).toMatch(reply)
    expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
    expect(await copyOf(peer)).toBe('data:good\n@alice@')
    expect(await owner.ask('stats:3')).toBe(before)
  })

  it('that cannot be reached leaves the copy, which goes on answering (data.cache.keep)', async () => {
    const peer = await originSaying(good)
    await again(peer)
    await peer[Symbol.asyncDispose]()
    expect(await again(peer)).toMatch(/^error:AT00(?:04|08|11)-/u)
    expect(await again(peer)).toMatch(/^error:AT0004-Socket error : /u)
    expect(await owner.ask(`lookup:x.test${peer.atSign}`)).toBe('data:good\n@alice@')
  })

  itWithClock(
    'that cannot be reached is no reason to tell what is outdated (data.cache.usable)',
    async (advance) => {
      const peer = await originSaying(record({ data: 'old', metaData: { ttr: 60 } }))
      await again(peer)
      await peer[Symbol.asyncDispose]()
      advance(60_001)
      expect(await owner.ask(`lookup:x.test${peer.atSign}`)).toMatch(/^error:AT00(?:04|08|11)-/u)
      expect(await owner.ask(`lookup:x.test${peer.atSign}`)).toMatch(/^error:AT0004-/u)
      expect(await copyOf(peer)).toBe('data:old\n@alice@')
    },
  )

  itWithClock('that says nothing leaves the copy as it was (data.cache.keep)', async (advance) => {
    const peer = await originSaying(good, silence)
    await again(peer)
    const asked = again(peer)
    await peer.silent
    advance(answerMs)
    expect(await asked).toMatch(/^error:AT0023-/u)
    expect(await copyOf(peer)).toBe('data:good\n@alice@')
  })

  describe('in its metadata', () => {
    it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
      [
        'wrong types',
        { ttr: '-1', ttl: {}, ccd: 'yes', isEncrypted: 'true', createdAt: 5 },
        { ttr: -1, isEncrypted: true },
      ],
      ['lifetimes below zero', { ttr: -1, ttl: -1, ttb: -7 }, { ttr: -1 }],
      ['numbers beyond all bounds', { ttr: -1, ttl: '1e300', version: `${2 ** 60}` }, { ttr: -1 }],
      [
        'the longest times there are',
        { ttr: Number.MAX_SAFE_INTEGER },
        { ttr: Number.MAX_SAFE_INTEGER, refreshAt: '9999-12-31 23:59:59.999Z' },
      ],
      [
        'other members',
        { ttr: -1, isPublic: true, __proto__: { ccd: true }, sharedKeyStatus: 'x' },
        { ttr: -1 },
      ],
      ['nested members', { ttr: -1, appMetadata: nested(40), x: nested(40) }, { ttr: -1 }],
    ])(
      'with %s makes a copy that can be read and synced (data.metadata.reading)',
      async (_, said, kept) => {
        const peer = await originSaying(record({ data: 'v', metaData: said }))
        expect(await again(peer)).toBe('data:v\n@alice@')
        const name = `cached:@alice:x.test${peer.atSign}`
        const meta = await owner.ask(`llookup:meta:${name}`)
        const members = JSON.parse(meta.slice('data:'.length, meta.lastIndexOf('\n')))
        expect(members).toEqual({
          ...{ updatedBy: '@alice', createdAt: expect.any(String), updatedAt: expect.any(String) },
          ...{ status: 'active', version: 0, ...kept },
        })
        expect(await owner.ask(`sync:from:-1:limit:5:^${name}$`)).toContain(
          `{"atKey":"${name}","value":"v"`,
        )
      },
    )
  })

  it('with a name too long for a copy is read and not kept (data.cache.name)', async () => {
    const long = await playPeer(network(), {
      mischief: (line) => {
        if (line === 'pol') {
          return '@alice@'
        }
        return line.startsWith('lookup:all:nnn') ? good : undefined
      },
    })
    peers.push(long)
    expect(await owner.ask(`lookup:${'n'.repeat(240)}.test${long.atSign}`)).toBe(
      'data:good\n@alice@',
    )
    expect(await owner.ask('scan nnn')).toBe('data:[]\n@alice@')
  })

  it('as large as a value can be makes a copy like any other (data.cache)', async () => {
    const value = 'v'.repeat(maxValueBytes)
    const peer = await originSaying(record({ data: value, metaData: { ttr: -1 } }))
    const reply = await again(peer)
    expect(reply.length).toBe(value.length + 'data:\n@alice@'.length)
    expect((await owner.ask(`lookup:x.test${peer.atSign}`)) === reply).toBe(true)
  })
})

function nested(levels: number): unknown {
  return levels === 0 ? 'x' : { a: nested(levels - 1) }
}
