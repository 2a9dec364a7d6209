import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { alice, bob, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'

/** What each says, in an order in which every line is answered the same each time. */
const conversations = {
  '@alice': [
    'update:public:phone@alice +1-111-111',
    'update:@alice:creditcard@alice 123-456-789',
    'update:@bob:email@alice alice@atsign.com',
    'llookup:public:phone@alice',
    'llookup:@alice:creditcard@alice',
    'llookup:@bob:email@alice',
    'lookup:creditcard@alice',
    'plookup:phone@alice',
    'scan',
    'scan ^public:',
    'from:@alice',
    'from:@bob',
    'noop:0',
    'lookup:nothing🛠@alice',
    'nonsense',
    'update:public:sp ace@alice v',
    'delete:@bob:email@alice',
  ],
  '@bob': ['plookup:phone@alice', 'lookup:email@alice', 'lookup:all:email@alice', 'scan:@alice'],
  nobody: ['lookup:phone@alice', 'scan', 'from:@alice', 'update:public:phone@alice x'],
} as const
type Who = keyof typeof conversations

/** @alice takes something away in the end. */
const everybody: readonly Who[] = ['@bob', 'nobody', '@alice']
const everyLine = everybody.flatMap((who) => conversations[who].map((line) => ({ who, line })))

/** Commit ids, challenges and times are new each time. */
function masked(reply: string): string {
  return reply
    .replace(/^data:\d+\n/u, 'data:<id>\n')
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu, '<uuid>')
    .replace(/\d{4}-\d{2}-\d{2} [\d:.]{12}Z/gu, '<time>')
    .replace(/"version":\d+/u, '"version":<count>')
}

/** The longest line, line feed included. */
const maxLineBytes = 10_240_000

const tooLong =
  'InboundBuffer overflow: server received request which exceeded the buffer size limit. Terminating the connection.'

everywhere('framing', [alice, bob], (network) => {
  let owner: Owner
  let client: LineClient
  const clients = new Map<Who, LineClient>()
  const answers = new Map<string, string>()
  function clientOf(who: Who): LineClient {
    return clients.get(who) ?? client
  }
  function answersOf(who: Who): readonly (string | undefined)[] {
    return conversations[who].map((line) => answers.get(`${who} ${line}`))
  }
  beforeAll(async () => {
    owner = await activate(network(), alice)
    client = await logIn(network(), owner)
    clients.set('@alice', client)
    clients.set('@bob', await logIn(network(), await activate(network(), bob)))
    clients.set('nobody', await network().connect({ port: network().portOf(alice) }))
  })
  async function writeRecords(): Promise<void> {
    await client.ask('update:public:phone@alice +1-111-111')
    await client.ask('update:@bob:email@alice alice@atsign.com')
  }
  beforeAll(async () => {
    await writeRecords()
    for (const { who, line } of everyLine) {
      answers.set(`${who} ${line}`, masked(await clientOf(who).ask(line)))
    }
  })
  beforeEach(writeRecords)

  it('answers every line with one line and a prompt (wire.reply.encoding)', () => {
    const shape = /^(?:data|error):[^\n]*\n@(?:[a-z]+@)?$/u
    expect([...answers.values()].filter((reply) => !shape.test(reply))).toEqual([])
    expect(answers.size).toBe(everyLine.length)
  })

  it.each(everyLine)(
    '$who: $line may be cut anywhere (wire.line.framing)',
    async ({ who, line }) => {
      const bytes = Buffer.from(`${line}\n`)
      const speaker = clientOf(who)
      for (let cut = 1; cut < bytes.length; cut += 1) {
        speaker.send(bytes.subarray(0, cut))
        speaker.send(bytes.subarray(cut))
        expect(masked(await speaker.reply())).toBe(answers.get(`${who} ${line}`))
      }
    },
  )

  it.each(everybody)(
    'takes all lines of %s in one packet, in order (wire.line.framing)',
    async (who) => {
      clientOf(who).send(conversations[who].map((line) => `${line}\n`).join(''))
      const replies = await clientOf(who).replies(conversations[who].length)
      expect(replies.map(masked)).toEqual(answersOf(who))
    },
  )

  it.each(everybody)('ends lines of %s with CR LF as well (wire.line.trim)', async (who) => {
    clientOf(who).send(conversations[who].map((line) => `${line}\r\n`).join(''))
    const replies = await clientOf(who).replies(conversations[who].length)
    expect(replies.map(masked)).toEqual(answersOf(who))
  })

  it('answers in order when a line takes longer than the next (wire.line.framing)', async () => {
    const stranger = await network().connect({ port: network().portOf(alice) })
    stranger.send('from:@alice\npkam:x\nscan:page:1\nnoop:0\n')
    const replies = await stranger.replies(4)
    const codes = replies.map((reply) => reply.slice(0, 12))
    expect(codes[0]).toMatch(/^data:_/u)
    expect(codes.slice(1)).toEqual(['error:AT0401', 'data:["phone', 'data:ok\n@'])
    await stranger.close()
  })

  it('answers every empty line (wire.line.framing)', async () => {
    client.send('\n\r\n   \n')
    const reply = 'error:AT0003-Invalid syntax : invalid command\n@alice@'
    expect(await client.replies(3)).toEqual([reply, reply, reply])
  })

  it('answers a line that is not UTF-8, and goes on (wire.line.framing)', async () => {
    client.send(Buffer.from('6e6f6f703afffe0a', 'hex'))
    expect(await client.reply()).toMatch(/^error:AT0003-Invalid syntax : .*UTF-8\n@alice@$/u)
    expect(await client.ask('noop:0')).toBe('data:ok\n@alice@')
  })

  it('says goodbye to nobody: @exit just closes (wire.exit)', async () => {
    const stranger = await network().connect({ port: network().portOf(alice) })
    stranger.send('noop:0\n@exit\nnoop:0\n')
    expect(await stranger.reply()).toBe('data:ok\n@')
    expect(await stranger.closed()).toBe('')
  })

  describe('the longest line', () => {
    const start = 'update:public:big.test@alice '
    const value = (lineBytes: number): string => 'x'.repeat(lineBytes - start.length - 1)

    it('is answered (wire.line.limit)', async () => {
      const text = value(maxLineBytes)
      expect(await client.ask(start + text)).toMatch(/^data:\d+\n@alice@$/u)
      const stored = await client.ask('llookup:public:big.test@alice')
      expect(stored === `data:${text}\n@alice@`).toBe(true)
      expect(await client.ask('delete:public:big.test@alice')).toMatch(/^data:\d+\n@alice@$/u)
    })

    it('with one byte more is refused, and the connection closed (wire.line.limit)', async () => {
      const other = await logIn(network(), owner)
      other.send(`${start}${value(maxLineBytes + 1)}\n`)
      expect(await other.reply()).toBe(`error:AT0005-Buffer limit exceeded : ${tooLong}\n@alice@`)
      expect(await other.closed()).toBe('')
      expect(await client.ask('llookup:public:big.test@alice')).toMatch(/^error:AT0015-/u)
    })
  })

  it('a line that is refused is not said back in full (wire.fault.bounded)', async () => {
    const reply = await client.ask(`llookup:public:${'🛠'.repeat(1_000_000)}.test@alice`)
    expect(reply).toMatch(/^error:AT[^\n]*…\n@alice@$/u)
    expect(reply.length).toBeLessThan(5_000)
  })

  describe('what a stranger may send', () => {
    it('is no verb of 10 KB (wire.line.head)', async () => {
      const stranger = await network().connect({ port: network().portOf(alice) })
      stranger.send('x'.repeat(10_240))
      expect(await stranger.reply()).toBe(
        'error:AT0003-Exception: Received verb with invalid length, closing connection.\n@',
      )
      expect(await stranger.closed()).toBe('')
    })

    it('is no line of a megabyte either (limit.line)', async () => {
      const stranger = await network().connect({ port: network().portOf(alice) })
      stranger.send(`lookup:${'x'.repeat(1_000_000)}`)
      expect(await stranger.reply()).toBe(`error:AT0005-Exception: ${tooLong}\n@`)
      expect(await stranger.closed()).toBe('')
    })

    it('is no long line of a verb that is not theirs, whoever they are in the end (gate.order)', async () => {
      const stranger = await network().connect({ port: network().portOf(alice) })
      stranger.send(`update:public:x.test@alice ${'x'.repeat(8_192)}`)
      expect(await stranger.reply()).toBe(
        'error:AT0401-Exception: Command cannot be executed without auth\n@',
      )
      expect(await stranger.closed()).toBe('')
    })
  })
})
