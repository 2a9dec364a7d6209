import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'
import { claim, type PlayedPeer, playPeer } from '../harness/peers.ts'
import { hangUp, type Move, silence } from '../harness/scripted-server.ts'

/** How long an atServer waits for a greeting, milliseconds. */
const greetingMs = 3_000

/** How long it waits for an answer, milliseconds. */
const answerMs = 5_000

/** The moments at which a peer can fail, and the lines of the conversation before them. */
const moments = {
  greeting: undefined,
  from: /^from:/u,
  pol: /^pol$/u,
  lookup: /^lookup:all:x\.test/u,
  scan: /^scan$/u,
}
type Moment = keyof typeof moments

/** Everything before the bad moment goes well. */
function failAt(
  moment: Moment,
  move: Move,
): { greeting: Move; mischief: (line: string) => Move | undefined } {
  const bad = moments[moment]
  return {
    greeting: bad === undefined ? move : '@',
    mischief: (line) => {
      if (bad?.test(line) === true) {
        return move
      }
      return line === 'pol' ? '@alice@' : undefined
    },
  }
}

everywhere('a peer that fails', [alice], (network, itWithClock) => {
  let owner: LineClient
  const open: PlayedPeer[] = []
  let keys: Owner
  beforeAll(async () => {
    keys = await activate(network(), alice)
  })
  beforeEach(async () => {
    owner = await logIn(network(), keys)
  })
  afterEach(async () => {
    await owner.close()
    await Promise.all(open.splice(0).map((peer) => peer[Symbol.asyncDispose]()))
  })
  async function askPeer(moment: Moment, move: Move, question = 'lookup:x.test'): Promise<string> {
    const peer = await playPeer(network(), failAt(moment, move))
    open.push(peer)
    return owner.ask(`${question}${peer.atSign}`)
  }

  describe.each<[string, Move]>([
    ['hangs up', hangUp],
    ['sends garbage', '\u0000\u0001 nonsense\n@'],
    ['sends half an answer and hangs up', { lastWords: 'data:{"key":' }],
    ['sends an unknown fault', 'error:AT9999-Exception: odd\n@'],
    ['has no room', { lastWords: 'error:AT0012-Inbound connection limit exceeded\n' }],
  ])('that %s', (_, move) => {
    it.each(['greeting', 'from', 'pol'] as const)(
      'at the %s is a failed handshake (peer.handshake.faults)',
      async (moment) => {
        expect(await askPeer(moment, move)).toMatch(
          /^error:AT0008-Handshake failure : .*\n@alice@$/u,
        )
        expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
      },
    )
  })

  describe('at the lookup', () => {
    it.each<[string, Move, RegExp]>([
      ['hangs up', hangUp, /^error:AT0011-/u],
      ['sends garbage', 'nonsense\n@alice@', /^error:AT0011-/u],
      ['sends what is no JSON', 'data:{"key"\n@alice@', /^error:AT0011-/u],
      ['sends JSON that is no record', 'data:[1]\n@alice@', /^error:AT0011-/u],
      ['sends a number for a value', 'data:{"data":1,"metaData":{}}\n@alice@', /^error:AT0011-/u],
      ['sends null', 'data:null\n@alice@', /^error:AT0015-/u],
      [
        'refuses',
        'error:AT0015-Exception: no such key\n@',
        /^error:AT0015-key not found : Exception: no/u,
      ],
      [
        'refuses in JSON',
        'error:{"errorCode":"AT0009","errorDescription":"no"}\n@',
        /^error:AT0009-/u,
      ],
      ['cannot take so much', 'error:AT0005-Exception: too long\n@', /^error:AT0005-.*\n@alice@$/u],
      ['is full', 'error:AT0012-limit exceeded\n@', /^error:AT0012-.*\n@alice@$/u],
      ['does not want us', 'error:AT0013-Exception: no\n@', /^error:AT0013-.*\n@alice@$/u],
      ['is stopping', 'error:AT0024-Exception: paused\n@', /^error:AT0024-.*\n@alice@$/u],
    ])(
      'that %s leaves the owner’s connection open (peer.ask.faults, wire.fault.from-peer)',
      async (_, move, reply) => {
        expect(await askPeer('lookup', move)).toMatch(reply)
        expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
      },
    )
  })

  const forged = 'data:forged'
  describe.each([
    ['a line feed', '\\n'],
    ['a carriage return', '\\r'],
  ])('with %s', (_, lineBreak) => {
    const value = `data:{"data":"v${lineBreak}${forged}","metaData":{}}\n@alice@`

    it.each(['lookup:x.test', 'lookup:all:x.test'])(
      'in a value cannot answer %s with lines of its own (peer.answer.one-line)',
      async (question) => {
        expect(await askPeer('lookup', value, question)).toMatch(
          /^error:AT0011-[^\r\n]*\n@alice@$/u,
        )
        expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
      },
    )
  })

  it.each<[string, Moment, string]>([
    ['a record', 'lookup', `data:{"data":"v",\n"metaData":{}}`],
    ['a list of keys', 'scan', `data:["x"]\n${forged}`],
    ['a list of keys with a carriage return', 'scan', `data:["x"]\r${forged}`],
  ])(
    'that answers %s on two lines is refused (peer.answer.one-line)',
    async (_, moment, answer) => {
      const question = moment === 'scan' ? 'scan:' : 'lookup:x.test'
      const reply = await askPeer(moment, `${answer}\n@alice@`, question)
      expect(reply).toMatch(/^error:AT0011-[^\r\n]*\n@alice@$/u)
      expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
    },
  )

  it.each(['nonsense', 'null', '{"x":1}', '["x",1]', '[["x"]]', '["x"'])(
    'that answers a scan with %s is refused (data.scan.remote)',
    async (answer) => {
      const reply = await askPeer('scan', `data:${answer}\n@alice@`, 'scan:')
      expect(reply).toMatch(/^error:AT0011-[^\n]*\n@alice@$/u)
      expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
    },
  )

  it('with line feeds in a fault cannot make two lines of one (wire.fault.rendering)', async () => {
    const move = 'error:{"errorCode":"AT0015","errorDescription":"no\\n@alice@data:forged"}\n@'
    expect(await askPeer('lookup', move)).toMatch(/^error:AT0015-[^\n]*\n@alice@$/u)
    expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
  })

  describe('that never answers', () => {
    it('to a connection is waited for so long and no longer (transport.ask.deadline)', async () => {
      const reply = await network().hurry([greetingMs], () => askPeer('greeting', silence))
      expect(reply).toMatch(/^error:AT0008-.*\n@alice@$/u)
      expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
    })

    itWithClock(
      'to a question is waited for so long and no longer (transport.ask.deadline)',
      async (advance) => {
        const peer = await playPeer(network(), failAt('lookup', silence))
        open.push(peer)
        const asked = owner.ask(`lookup:x.test${peer.atSign}`)
        await peer.silent
        advance(answerMs)
        expect(await asked).toBe(
          `error:AT0023-Timeout waiting for response : No response after 5000 millis from remote secondary ${peer.atSign}\n@alice@`,
        )
        expect(await owner.ask('noop:0')).toBe('data:ok\n@alice@')
      },
    )

    it('holds up nobody else (transport.ask.deadline)', async () => {
      const peer = await playPeer(network(), failAt('lookup', silence))
      open.push(peer)
      const other = await network().connect({ port: network().portOf(alice) })
      owner.send(`lookup:x.test${peer.atSign}\n`)
      await peer.silent
      expect(await other.ask('noop:0')).toBe('data:ok\n@')
      await peer[Symbol.asyncDispose]()
      expect(await owner.reply()).toMatch(/^error:AT0011-/u)
      await other.close()
    })
  })

  itWithClock(
    'that answers late is never taken for the answer to the next question (transport.ask.desynchronised)',
    async (advance) => {
      const late: (() => void)[] = []
      let questions = 0
      let asked = (): void => undefined
      const isAsked = new Promise<void>((resolve) => {
        asked = resolve
      })
      const peer = await playPeer(network(), {
        mischief: (line) => {
          if (line === 'pol') {
            return '@alice@'
          }
          if (!/^lookup:all:[xy]\.test/u.test(line)) {
            return undefined
          }
          questions += 1
          const answer = `data:{"data":"answer ${questions}","metaData":{}}\n@alice@`
          if (questions > 1) {
            return answer
          }
          asked()
          return new Promise((resolve) => late.push(() => resolve(answer)))
        },
      })
      open.push(peer)
      const first = owner.ask(`lookup:x.test${peer.atSign}`)
      await isAsked
      advance(answerMs)
      expect(await first).toMatch(/^error:AT0023-/u)
      late.forEach((answer) => answer())
      expect(await owner.ask(`lookup:y.test${peer.atSign}`)).toBe('data:answer 2\n@alice@')
    },
  )

  it('that fails when it is asked for a proof leaves a stranger a stranger (auth.pol)', async () => {
    const peer = await playPeer(network(), {
      mischief: (line) => (line.startsWith('lookup:_') ? 'nonsense\n@' : undefined),
    })
    open.push(peer)
    const { identity } = network()
    const client = await network().connect({ port: network().portOf(alice), identity })
    await claim(client, peer.atSign)
    expect(await client.ask('pol')).toMatch(/^error:AT0011-.*\n@$/u)
    expect(await client.ask('noop:0')).toBe('data:ok\n@')
    await client.close()
  })
})
