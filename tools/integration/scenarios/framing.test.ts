import { beforeAll, describe, expect, it } from 'vitest'
import { alice, everywhere } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'

/** Commands whose answers do not depend on what was sent before. */
const commands = [
  'noop:0',
  'llookup:public:phone@alice',
  'llookup:@alice:creditcard@alice',
  'llookup:@bob:email@alice',
  'plookup:phone@alice',
  'lookup:creditcard@alice',
  'scan',
  'scan ^public:',
  'lookup:nothing🛠@alice',
  'nonsense',
  'update:public:sp ace@alice v',
]

/** The longest line, line feed included. */
const maxLineBytes = 10_240_000

const tooLong =
  'InboundBuffer overflow: server received request which exceeded the buffer size limit. Terminating the connection.'

everywhere('framing', [alice], (network) => {
  let owner: Owner
  let client: LineClient
  const answers = new Map<string, string>()
  beforeAll(async () => {
    owner = await activate(network(), alice)
    client = await logIn(network(), owner)
    for (const line of [
      'update:public:phone@alice +1-111-111',
      'update:@alice:creditcard@alice 123-456-789',
      'update:@bob:email@alice alice@atsign.com',
    ]) {
      await client.ask(line)
    }
    for (const line of commands) {
      answers.set(line, await client.ask(line))
    }
  })

  it.each(commands)('%s may be cut anywhere (wire.line.framing)', async (line) => {
    const bytes = Buffer.from(`${line}\n`)
    for (let cut = 1; cut < bytes.length; cut += 1) {
      client.send(bytes.subarray(0, cut))
      client.send(bytes.subarray(cut))
      expect(await client.reply()).toBe(answers.get(line))
    }
  })

  it('takes many lines in one packet and answers them in order (wire.line.framing)', async () => {
    client.send(commands.map((line) => `${line}\n`).join(''))
    expect(await client.replies(commands.length)).toEqual(commands.map((line) => answers.get(line)))
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

  it('ends lines with CR LF as well as with LF (wire.line.trim)', async () => {
    client.send(commands.map((line) => `${line}\r\n`).join(''))
    expect(await client.replies(commands.length)).toEqual(commands.map((line) => answers.get(line)))
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
  })
})
