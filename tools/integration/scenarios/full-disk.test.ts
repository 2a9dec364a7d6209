import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alice } from '../harness/everywhere.ts'
import type { LineClient } from '../harness/line-client.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'

const hasLimits = spawnSync('prlimit', ['--version']).status === 0

/** How much the disk takes before it is full, in bytes. */
const roomBytes = 65_536

/** The value of every record: a good part of the room. */
const value = 'v'.repeat(8_192)

const lost = /^error:AT0002-.*\n@alice@$/u

// The kernel refuses to let a file of the server's grow further, as it does on a full disk.
describe.skipIf(!hasLimits)('a disk that is full (data.write.durable)', () => {
  let network: ProcessNetwork
  let keys: Owner
  const acknowledged: string[] = []
  beforeAll(async () => {
    network = await openProcesses({ atSigns: [alice] })
    keys = await activate(network, alice)
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
  })

  function limitFiles(bytes: number | 'unlimited'): void {
    const { status } = spawnSync('prlimit', [
      ...['--pid', String(network.pidOf(alice))],
      `--fsize=${bytes}:unlimited`,
    ])
    expect(status).toBe(0)
  }

  function fileBytes(): number {
    const file = network.file(`${alice}/${alice}.db`)
    return Math.max(statSync(file).size, statSync(`${file}-wal`).size)
  }

  /** Writes until a write is refused; gives what was said then. */
  async function fill(client: LineClient): Promise<string> {
    for (let count = 0; ; count += 1) {
      const key = `n${count}.test@alice`
      const reply = await client.ask(`update:${key} ${value}`)
      if (!/^data:\d+\n@alice@$/u.test(reply)) {
        return reply
      }
      acknowledged.push(key)
    }
  }

  async function expectAll(client: LineClient): Promise<void> {
    for (const key of acknowledged) {
      expect(await client.ask(`llookup:${key}`)).toBe(`data:${value}\n@alice@`)
    }
  }

  it('makes an update AT0002, and that connection ends', async () => {
    const client = await logIn(network, keys)
    limitFiles(fileBytes() + roomBytes)
    expect(await fill(client)).toMatch(lost)
    expect(await client.closed()).toBe('')
    expect(acknowledged.length).toBeGreaterThan(0)
  })

  it('leaves everything readable that was acknowledged, and nothing else', async () => {
    const client = await logIn(network, keys)
    await expectAll(client)
    const next = `n${acknowledged.length}.test@alice`
    expect(await client.ask(`llookup:${next}`)).toMatch(/^error:AT0015-/u)
    await client.close()
  })

  it('is written to again as soon as it has room', async () => {
    limitFiles('unlimited')
    const client = await logIn(network, keys)
    expect(await client.ask(`update:after.test@alice ${value}`)).toMatch(/^data:\d+\n@alice@$/u)
    acknowledged.push('after.test@alice')
    await client.close()
  })

  it('has lost nothing when the server was killed afterwards', async () => {
    await network.crash(alice)
    const client = await logIn(network, keys)
    await expectAll(client)
    await client.close()
  })
})
