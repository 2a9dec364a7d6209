import { connect, type TLSSocket } from 'node:tls'

/** One load: how many ask, what, and for how long. */
export type Load = {
  readonly port: number
  readonly ca: string
  readonly connections: number
  /** Lines sent before the clock starts, each answered before the next: the login. Given the latest answer. */
  readonly prepare: ReadonlyArray<(answer: string) => Promise<string>>
  /** The line of a request; `index` counts over all connections. */
  readonly line: (index: number) => string
  readonly warmUpMs: number
  readonly measureMs: number
}

/** What came of a load. Times in milliseconds. */
export type Measured = {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

/** A connection on which one line at a time is asked. */
export type Line = { readonly ask: (line: string) => Promise<string>; readonly end: () => void }

/** Puts a load on a server, one request in flight per connection, and measures it from outside. */
export async function measure(load: Load): Promise<Measured> {
  const lines = await Promise.all(Array.from({ length: load.connections }, () => openLine(load)))
  const times: number[] = []
  let index = 0
  const phase: { now: 'warm-up' | 'measured' | 'over' } = { now: 'warm-up' }

  async function keepAsking(line: Line): Promise<void> {
    while (phase.now !== 'over') {
      const started = performance.now()
      index += 1
      const answer = await line.ask(load.line(index))
      if (!answer.startsWith('data:')) {
        throw new Error(`the server answered ${answer.slice(0, 80)}`)
      }
      if (phase.now === 'measured') {
        times.push(performance.now() - started)
      }
    }
  }

  const work = Promise.all(lines.map(keepAsking))
  await Promise.race([work, pause(load.warmUpMs)])
  phase.now = 'measured'
  const started = performance.now()
  await Promise.race([work, pause(load.measureMs)])
  const tookMs = performance.now() - started
  phase.now = 'over'
  await work
  for (const line of lines) {
    line.end()
  }
  const sorted = times.toSorted((a, b) => a - b)
  return {
    perSecond: (sorted.length / tookMs) * 1_000,
    p50: at(sorted, 0.5),
    p99: at(sorted, 0.99),
  }
}

/** A connection that has been prepared. */
export async function openLine(load: Pick<Load, 'port' | 'ca' | 'prepare'>): Promise<Line> {
  const line = await open(load)
  let answer = ''
  for (const step of load.prepare) {
    answer = await line.ask(await step(answer))
  }
  return line
}

function open({ port, ca }: Pick<Load, 'port' | 'ca'>): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' })
    socket.setNoDelay(true)
    socket.setEncoding('utf8')
    socket.once('error', reject)
    socket.once('data', () => resolve(lineOf(socket)))
  })
}

function lineOf(socket: TLSSocket): Line {
  let held: string[] = []
  let answered: ((answer: string) => void) | undefined
  socket.on('data', (text: string) => {
    held.push(text)
    // An answer ends with a line feed and a prompt.
    if (text.endsWith('@')) {
      const all = held.join('')
      const end = all.lastIndexOf('\n@')
      held = end === -1 ? [all] : []
      if (end !== -1) {
        answered?.(all.slice(0, end))
      }
    }
  })
  return {
    ask: (line) =>
      new Promise((resolve, reject) => {
        answered = resolve
        socket.once('close', () => reject(new Error('the server closed the connection')))
        socket.write(`${line}\n`)
      }).then((answer) => {
        socket.removeAllListeners('close')
        return String(answer)
      }),
    end: () => socket.destroy(),
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN
}
