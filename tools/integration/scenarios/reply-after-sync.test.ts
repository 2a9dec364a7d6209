import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { alice } from '../harness/everywhere.ts'
import { activate, logIn } from '../harness/owners.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'
import { type Exchanged, exchangesIn, tracedCalls } from '../harness/system-calls.ts'

const hasTracer = spawnSync('strace', ['-V']).status === 0

/** Connections that write at once, and how often each does. */
const writers = 8
const writesEach = 10

/** The last exchanges of each connection: what came before was logging in. */
function lastOfEach(exchanged: readonly Exchanged[], count: number): readonly Exchanged[] {
  const names = [...new Set(exchanged.map(({ connection }) => connection))]
  return names.flatMap((name) =>
    exchanged.filter(({ connection }) => connection === name).slice(-count),
  )
}

/** Traces an atServer while `writers` connections send what `line` says, each waiting for its replies. */
async function trace(
  line: (writer: number, count: number) => string,
): Promise<readonly Exchanged[]> {
  const folder = mkdtempSync(join(tmpdir(), 'atnet-trace-'))
  const file = join(folder, 'trace')
  const under = ['strace', '-f', '-yy', '-o', file, '-e', `trace=${tracedCalls}`]
  const network = await openProcesses({ atSigns: [alice], place: { under } })
  const port = network.portOf(alice)
  try {
    await converse(network, line)
  } finally {
    await network[Symbol.asyncDispose]()
  }
  const text = readFileSync(file, 'utf8')
  rmSync(folder, { recursive: true })
  return lastOfEach(exchangesIn(text, port), writesEach).slice(-writers * writesEach)
}

async function converse(
  network: ProcessNetwork,
  line: (writer: number, count: number) => string,
): Promise<void> {
  const owner = await activate(network, alice)
  const clients = await Promise.all(Array.from({ length: writers }, () => logIn(network, owner)))
  const work = clients.map(async (client, writer) => {
    for (let count = 0; count < writesEach; count += 1) {
      expect(await client.ask(line(writer, count))).toMatch(/^data:[^\n]*\n@alice@$/u)
    }
  })
  await Promise.all(work)
}

describe.skipIf(!hasTracer)('what strace shows of an atServer', () => {
  it('no reply to a write leaves before the disk has it (data.write.durable)', async () => {
    const exchanged = await trace((writer, count) => `update:w${writer}.n${count}.test@alice v`)
    expect(exchanged.length).toBe(writers * writesEach)
    expect(exchanged.filter(({ synced }) => !synced)).toEqual([])
  })

  it('a reply that needs no disk does not wait for it (data.write.durable)', async () => {
    const exchanged = await trace(() => 'noop:0')
    expect(exchanged.length).toBe(writers * writesEach)
    expect(exchanged.filter(({ synced }) => synced)).toEqual([])
  })
})
