import { type Line, type Load, openLine } from './load.ts'
import type { ServerProcess } from './processes.ts'

/** A figure about a large store, and what it should be at most. */
export type Figure = { readonly figure: string; readonly value: number; readonly goal: number }

/** A server, and how to log in to it. */
type Target = Pick<Load, 'port' | 'ca' | 'prepare'> & { readonly server: ServerProcess }

const few = 10_000
const many = 100_000
const batchItems = 1_000
const pageEntries = 500

/** Nothing tells early that there is no match: every part of it looks at every character. */
const costly = (parts: number): string => `(?:[a-z]?){${parts}}[0-1][x-y]`

/** What long work costs at 100,000 records, and whether ten times as much takes ten times as long. */
export async function largeStoreFigures(target: Target): Promise<readonly Figure[]> {
  const line = await openLine(target)
  await fill(line, { from: 0, to: few })
  const [fewPulled, small] = [await cpuOf(() => pull(line), target), costly(8)]
  const smallExpression = await cpuOf(() => ask(line, `scan ${small}`), target)
  const largeExpression = await cpuOf(() => ask(line, `scan ${costly(80)}`), target)
  await fill(line, { from: few, to: many })
  const manyPulled = await cpuOf(() => pull(line), target)
  const manyKeys = await cpuOf(() => ask(line, `scan ${small}`), target)
  const started = performance.now()
  await ask(line, 'scan')
  const scanMs = performance.now() - started
  const longestMs = await target.server.longestTurn(() => scanWhileWriting(line, target))
  line.end()
  return [
    { figure: 'scan of 100,000 keys, ms', value: scanMs, goal: 1_000 },
    { figure: 'longest slice of it while others write, ms of CPU', value: longestMs, goal: 10 },
    { figure: 'pull of 100,000 / 10,000 records', value: manyPulled / fewPulled, goal: 12 },
    {
      figure: 'costly expression: 80 / 8 parts',
      value: largeExpression / smallExpression,
      goal: 15,
    },
    {
      figure: 'costly expression: 100,000 / 10,000 keys',
      value: manyKeys / smallExpression,
      goal: 15,
    },
  ]
}

async function fill(
  line: Line,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  for (let first = from; first < to; first += batchItems) {
    const items = Array.from({ length: batchItems }, (_, index) => ({
      command: `update:public:record${first + index}.some.wavi@alice value ${first + index}`,
    }))
    await ask(line, `batch:${JSON.stringify(items)}`)
  }
}

/** All commits, page by page, as a new client asks for them. */
async function pull(line: Line): Promise<void> {
  for (let after: string | undefined = '-1'; after !== undefined; ) {
    const page = await ask(line, `sync:from:${after}:limit:${pageEntries}`)
    after = /"commitId":(?<id>\d+),"operation":"."\}\]$/u.exec(page.slice(-60))?.groups?.['id']
  }
}

async function scanWhileWriting(line: Line, target: Target): Promise<void> {
  const writer = await openLine(target)
  const phase = { over: false }
  const writing = (async () => {
    while (!phase.over) {
      await ask(writer, 'update:written@alice value')
    }
  })()
  await ask(line, 'scan')
  phase.over = true
  await writing
  writer.end()
}

async function ask(line: Line, command: string): Promise<string> {
  const answer = await line.ask(command)
  if (!answer.startsWith('data:')) {
    throw new Error(`the server answered ${answer.slice(0, 80)}`)
  }
  return answer
}

/** The server's CPU time for some work, or the time it took where the system does not tell. */
async function cpuOf(work: () => Promise<unknown>, { server }: Target): Promise<number> {
  const [before, started] = [server.cpuMicros(), performance.now()]
  await work()
  const after = server.cpuMicros()
  return before === undefined || after === undefined
    ? (performance.now() - started) * 1_000
    : after - before
}
