import type { TlsIdentity } from '@atnet/transport'
import type { ImpatientClock } from '../harness/impatient-clock.ts'
import { type LineClient, lineClient } from '../harness/line-client.ts'
import { tlsWire } from '../harness/wires.ts'
import { type Correspondence, correspondence } from './correspondence.ts'
import type { Exchange } from './exchanges.ts'
import { type RecordedKeys, serverOf } from './recorded-keys.ts'
import { type LiveCredentials, type Rewriter, rewriter } from './rewriting.ts'

/** The live servers that recordings are replayed to. */
export type Stage = {
  readonly clock: ImpatientClock
  /** What the servers' certificates chain to. */
  readonly trust: string
  /** What clients show that had a certificate in the recording. */
  readonly identity: TlsIdentity
  readonly credentials: LiveCredentials
  readonly portOf: (server: string) => number
}

/** What came of one exchange. */
export type Verdict = {
  readonly line: number
  readonly sent: string
  readonly recorded: string
  /** The live answer in the words of the recording. */
  readonly ours: string
  readonly same: boolean
}

/** Where recorded clients waited before they went on, in milliseconds, by line. */
export type Moments = Readonly<Record<number, number>>

/** A conversation with live servers; tokens keep their meaning from one recording to the next. */
export type Replay = {
  /** Sends what the recording sends and compares the answers: one verdict for each exchange. */
  readonly play: (exchanges: readonly Exchange[], moments?: Moments) => Promise<readonly Verdict[]>
}

/** Begins a replay on `stage`. */
export function openReplay(stage: Stage, recorded: RecordedKeys): Replay {
  const words = correspondence()
  const desk: Desk = {
    stage,
    words,
    rewriting: rewriter({ recorded, live: stage.credentials, liveFor: words.liveFor }),
  }
  return { play: (exchanges, moments = {}) => play(desk, exchanges, moments) }
}

type Desk = {
  readonly stage: Stage
  readonly words: Correspondence
  readonly rewriting: Rewriter
}

async function play(
  desk: Desk,
  exchanges: readonly Exchange[],
  moments: Moments,
): Promise<readonly Verdict[]> {
  const clients = new Map<string, LineClient>()
  const verdicts: Verdict[] = []
  for (const [index, exchange] of exchanges.entries()) {
    const next = exchanges[index + 1]?.received ?? ''
    keepPace(desk.stage.clock, exchange.received + next, moments[exchange.line] ?? 0)
    const client = await clientOf(desk, clients, exchange)
    const live = await carryOut(desk, client, exchange)
    verdicts.push(compare(desk, exchange, live))
    desk.rewriting.learn(exchange, live)
  }
  await Promise.all([...clients.values()].map((client) => client.close()))
  return verdicts
}

/**
 * Moves time to where the recording was: records have lifetimes. The answer to a question often tells
 * when the write before it was made, so `received` looks one exchange ahead. No two exchanges share a
 * millisecond.
 */
function keepPace(clock: ImpatientClock, received: string, extraMs: number): void {
  const written = [...received.matchAll(/"(?:created|updated)At":"(?<at>[^"]*)"/gu)]
  const times = written.map(({ groups }) => Date.parse((groups?.['at'] ?? '').replace(' ', 'T')))
  clock.advance(Math.max(1, extraMs, ...times.map((at) => at - clock.now())))
}

async function clientOf(
  { stage }: Desk,
  clients: Map<string, LineClient>,
  { connection, opens }: Exchange,
): Promise<LineClient> {
  const known = clients.get(connection)
  if (known !== undefined) {
    return known
  }
  const { trust, identity, portOf } = stage
  const shown = opens?.clientCertificate === true ? { identity } : {}
  const port = portOf(serverOf(connection))
  const client = lineClient(await tlsWire({ port, trust, ...shown }))
  clients.set(connection, client)
  return client
}

/** Sends what the exchange sends and gives all that comes back; ` [closed]` when the server closes. */
async function carryOut(desk: Desk, client: LineClient, exchange: Exchange): Promise<string> {
  for (const write of exchange.writes) {
    client.send(desk.rewriting.rewrite(exchange, write))
  }
  return desk.stage.clock.skipping(waitsOf(exchange), async () => {
    if (mayBeSilent(exchange)) {
      return untilOk(client, exchange)
    }
    let text = ''
    for (let due = repliesDue(exchange); due > 0; due -= 1) {
      const reply = await nextReply(client)
      text += reply.text
      if (reply.closed) {
        return `${text} [closed]`
      }
    }
    const rest = await restOf(client, exchange)
    return rest === undefined ? text : `${text}${rest} [closed]`
  })
}

/** Steps of a stream are not answered when all is well (data.stream). */
function mayBeSilent({ writes }: Exchange): boolean {
  return (
    writes.length > 0 &&
    writes.every((write) => Buffer.from(write).toString().startsWith('stream:'))
  )
}

/** What comes before the answer to a line that is always answered, or before the end. */
async function untilOk(client: LineClient, { writes }: Exchange): Promise<string> {
  // Nothing is said to a receiver before its bytes have come, and these never do.
  if (writes.some((write) => Buffer.from(write).toString().startsWith('stream:receive'))) {
    return ''
  }
  client.send('noop:0\n')
  let text = ''
  for (;;) {
    const heard = await nextReply(client)
    if (heard.closed) {
      return `${text}${heard.text} [closed]`
    }
    if (heard.text.startsWith('data:ok\n')) {
      return text
    }
    text += heard.text
  }
}

/** What lines and servers ask to wait for: `noop:<ms>`, and the directory's pause after a miss. */
function waitsOf({ connection, writes }: Exchange): readonly number[] {
  if (serverOf(connection) === 'root') {
    return [3_000]
  }
  const text = writes.map((write) => Buffer.from(write).toString('latin1')).join('')
  return [...text.matchAll(/(?:^|")noop:(?<ms>\d+)/gmu)].map(({ groups }) => Number(groups?.['ms']))
}

/** A greeting for a new connection, then one reply for each line (wire.line.framing). */
function repliesDue({ opens, writes }: Exchange): number {
  const text = writes.map((write) => Buffer.from(write).toString('latin1')).join('')
  return text.split('\n').length - 1 + (opens === undefined ? 0 : 1)
}

const lineFeed = 10

/**
 * What comes before the server closes the connection; `undefined` when it stays open, which it does
 * if it answers an empty line. Half a line is not tried so, as the empty one would end it.
 */
async function restOf(
  client: LineClient,
  { writes, closed }: Exchange,
): Promise<string | undefined> {
  const last = writes.at(-1)?.at(-1)
  if (last !== undefined && last !== lineFeed) {
    return closed ? client.closed() : undefined
  }
  client.send('\n')
  const heard = await nextReply(client)
  return heard.closed ? heard.text : undefined
}

type Heard = { readonly text: string; readonly closed: boolean }

async function nextReply(client: LineClient): Promise<Heard> {
  return client.reply().then(
    (text) => ({ text, closed: false }),
    async () => ({ text: await client.closed(), closed: true }),
  )
}

/** Every server counts its own commits. */
function compare(desk: Desk, exchange: Exchange, live: string): Verdict {
  const { line, connection, writes, received, closed } = exchange
  const sent = writes.map((write) => Buffer.from(write).toString()).join('')
  const isCommit = /^(?:update|delete):/iu.test(sent)
  const recorded = closed ? `${received} [closed]` : received
  const about = { isCommit, server: serverOf(connection) }
  const pair = { recorded: { text: recorded, ...about }, live: { text: live, ...about } }
  const same = desk.words.agree(pair)
  const ours = same ? recorded : desk.words.inRecordedWords(pair.live)
  return { line, sent, recorded, ours, same }
}
