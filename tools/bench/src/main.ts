import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AtKeys, readAtKeys, sign } from '@atnet/crypto'
import { commitMicros } from './commit.ts'
import { type Figure, largeStoreFigures } from './large-store.ts'
import { type Load, type Measured, measure } from './load.ts'
import { type ServerProcess, startServer } from './processes.ts'

/**
 * Measures an atServer against two ceilings of the same run: a bare TLS line echo in the same Node,
 * and one-row commits that are on disk. Ratios are what counts: machines differ and are shared.
 */
type Row = {
  readonly name: string
  readonly connections: number
  readonly measured: Measured
  /** Share of the ceiling, and which ceiling. */
  readonly ratio: number
  readonly goal: number | undefined
  readonly cpuMicros: number | undefined
}

const many = 32
const times = { warmUpMs: 1_000, measureMs: 4_000 }
const repository = fileURLToPath(new URL('../../../', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'atnet-bench-'))
try {
  await run()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function run(): Promise<void> {
  const network = await startServer(join(repository, 'apps/cli/src/main.ts'), [
    ...['up', '--json', '--atsigns', '@alice', '--port', '17400', '--state', join(folder, 'state')],
  ])
  const alice = readReady(network.firstLine)
  const echo = await startServer(
    join(repository, 'tools/bench/src/echo-server.ts'),
    identityFiles(),
  )
  try {
    const keys = await readAtKeys(readFileSync(alice.keys, 'utf8'))
    const trust = readFileSync(alice.ca, 'utf8')
    const servers = { echo, network, trust, keys, port: alice.port }
    print(await rows(servers))
    console.table(await large(servers))
  } finally {
    await Promise.all([network.stop(), echo.stop()])
  }
}

/** The echo shows the same certificate as the directory, so that both handshakes cost the same. */
function identityFiles(): readonly string[] {
  return ['directory.pem', 'directory-key.pem'].map((file) =>
    join(folder, 'state', 'certificates', file),
  )
}

type Ready = {
  readonly ca: string
  readonly port: number
  readonly keys: string
}

/** What `up --json` says of the authority and of the first atSign. */
function readReady(line: string): Ready {
  const ready: unknown = JSON.parse(line)
  const ca = member(ready, 'ca')
  const alice = member(member(ready, 'atsigns'), '0')
  const port = member(alice, 'port')
  const keys = member(alice, 'keys')
  if (typeof ca !== 'string' || typeof port !== 'number' || typeof keys !== 'string') {
    throw new Error(`the network said something unexpected: ${line}`)
  }
  return { ca, port, keys }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

type Servers = {
  readonly echo: ServerProcess
  readonly network: ServerProcess
  readonly trust: string
  readonly keys: AtKeys
  readonly port: number
}

async function rows({ echo, network, trust, keys, port }: Servers): Promise<readonly Row[]> {
  const line = (): string => 'llookup:public:bench@alice'
  const login = [...loginWith(keys), async () => 'update:public:bench@alice value']
  const base = { ca: trust, ...times }
  const echoing = { ...base, port: Number(echo.firstLine), prepare: [], line }
  const asking = { ...base, port, prepare: login }
  const update = (index: number): string => `update:bench${index % 1_000}@alice value ${index}`
  const ceiling = await loaded(echo, { ...echoing, connections: many })
  const single = await loaded(echo, { ...echoing, connections: 1 })
  const insertMicros = commitMicros(join(folder, 'commits.db'))
  // One update alone is at best an echo and a commit, one after the other.
  const alone = 1e6 / (insertMicros + 1e6 / single.measured.perSecond)
  const lookup = (): string => 'lookup:bench@alice'
  const [reads, lookups, writes, lone] = [
    await loaded(network, { ...asking, line, connections: many }),
    await loaded(network, { ...base, port, prepare: [], line: lookup, connections: many }),
    await loaded(network, { ...asking, line: update, connections: many }),
    await loaded(network, { ...asking, line: update, connections: 1 }),
  ]
  const row = (name: string, of: Loaded, against: number, goal?: number): Row => ({
    ...{ name, ...of, goal },
    ratio: of.measured.perSecond / against,
  })
  const most = ceiling.measured.perSecond
  return [
    row('bare TLS echo', ceiling, most),
    row('llookup', reads, most, 0.65),
    row('lookup by a stranger', lookups, most, 0.65),
    row('update, on disk', writes, most, 0.33),
    row('update alone, of echo + commit', lone, alone, 0.6),
  ]
}

/** After everything else: the store is small until then. */
async function large({ network, trust, keys, port }: Servers): Promise<readonly Figure[]> {
  const target = { server: network, ca: trust, port, prepare: loginWith(keys) }
  const figures = await largeStoreFigures(target)
  return figures.map(({ figure, value, goal }) => ({ figure, value: round(value), goal }))
}

function loginWith(keys: AtKeys): Load['prepare'] {
  return [
    async () => 'from:@alice',
    async (answer) => `pkam:${await signature(answer.slice('data:'.length), keys)}`,
  ]
}

type Loaded = {
  readonly connections: number
  readonly measured: Measured
  readonly cpuMicros: number | undefined
}

async function loaded(server: ServerProcess, load: Load): Promise<Loaded> {
  const before = server.cpuMicros()
  const measured = await measure(load)
  const after = server.cpuMicros()
  const requests = (measured.perSecond * (load.warmUpMs + load.measureMs)) / 1_000
  const cpuMicros =
    before === undefined || after === undefined ? undefined : (after - before) / requests
  return { connections: load.connections, measured, cpuMicros }
}

function signature(challenge: string, { pkam }: AtKeys): Promise<string> {
  const { algorithm, privateKey } = pkam
  return sign({ algorithm, hashing: 'sha256', privateKey, message: challenge })
}

function print(all: readonly Row[]): void {
  const shown = all.map(({ name, connections, measured, ratio, goal, cpuMicros }) => ({
    ...{ name, connections, 'per second': Math.round(measured.perSecond) },
    ...{ 'p50 ms': round(measured.p50), 'p99 ms': round(measured.p99) },
    ...{ ratio: round(ratio), goal, 'server CPU µs/op': Math.round(cpuMicros ?? Number.NaN) },
  }))
  console.table(shown)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
