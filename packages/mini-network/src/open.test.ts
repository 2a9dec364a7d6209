import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { activate, logInWithSecret } from '@atnet/client'
import { loadKeys } from '@atnet/client/key-files'
import { type AtSign, parse, parseAtSign } from '@atnet/protocol-codec'
import { systemClock } from '@atnet/runtime'
import { fakeClock, seededRandomness } from '@atnet/runtime/testing'
import { memoryNetwork, type Network } from '@atnet/transport'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readNetworkFile } from './network-file.ts'
import { type MiniNetwork, open } from './open.ts'
import type { MiniNetworkOptions } from './options.ts'
import { stateFiles } from './state-files.ts'

const [alice, bob, carol] = ['@alice', '@bob', '@carol'].map((text) => parseAtSign(text)) as [
  AtSign,
  AtSign,
  AtSign,
]

// Every activation makes RSA keys, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

let parent: string
let folder: string
let wires: Network
const opened: MiniNetwork[] = []

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'atnet-open-'))
  folder = join(parent, '.atnet')
  wires = memoryNetwork()
})

afterEach(async () => {
  for (const network of opened.splice(0)) {
    await close(network)
  }
  await rm(parent, { recursive: true })
})

async function close(network: MiniNetwork): Promise<void> {
  await network[Symbol.asyncDispose]()
}

async function start(options: MiniNetworkOptions): Promise<MiniNetwork> {
  const network = await open({ network: wires, ...options })
  opened.push(network)
  return network
}

function startIn(
  state: { reset?: boolean } = {},
  more: MiniNetworkOptions = {},
): Promise<MiniNetwork> {
  return start({ state: { kind: 'folder', folder, ...state }, ...more })
}

/** Asks as the owner of `atSign`. */
async function ask(network: MiniNetwork, atSign: AtSign, line: string): Promise<string> {
  const connection = await network.logIn(atSign)
  try {
    return await connection.ask(parse(line))
  } finally {
    await connection.close()
  }
}

async function askAsNobody(network: MiniNetwork, atSign: AtSign, line: string): Promise<string> {
  const connection = await network.connect(atSign)
  try {
    return await connection.ask(parse(line))
  } finally {
    await connection.close()
  }
}

describe('a network in memory', () => {
  it('serves owners, peers and strangers what is theirs', async () => {
    const network = await start({})
    expect(network.atSigns.map(({ atSign, port }) => [atSign, port])).toEqual([
      [alice, network.directory.port + 1],
      [bob, network.directory.port + 2],
    ])
    await ask(network, alice, 'update:@bob:email@alice alice@example.org')
    await ask(network, alice, 'update:public:phone@alice +1-111-111')
    expect(await ask(network, bob, 'lookup:email@alice')).toBe('alice@example.org')
    expect(await ask(network, bob, 'plookup:phone@alice')).toBe('+1-111-111')
    expect(await askAsNobody(network, alice, 'lookup:phone@alice')).toBe('+1-111-111')
    await expect(askAsNobody(network, alice, 'lookup:email@alice')).rejects.toMatchObject({
      code: 'AT0015',
    })
  })

  // network.activate.real
  it('leaves an atSign to its user, and takes the secret once', async () => {
    const network = await start({ atSigns: [alice], notActivated: [carol] })
    const [, { cramSecret = '', keysFile } = {}] = network.atSigns
    expect([keysFile, network.keysOf(carol)]).toEqual([undefined, undefined])
    await expect(network.logIn(carol)).rejects.toThrow('no keys of @carol')
    const options = {
      atSign: carol,
      secret: cramSecret,
      network: wires,
      trust: network.ca.certificate,
      clock: systemClock,
      addresses: {
        find: async () => network.directoryStore.find('carol') ?? { host: '', port: 0 },
        forget: () => undefined,
      },
      saveKeys: async () => undefined,
    }
    await activate(options)
    await expect(activate(options)).rejects.toMatchObject({ problem: 'alreadyActivated' })
    await network.restart(carol)
    const connection = await network.connect(carol)
    await expect(logInWithSecret(connection, cramSecret)).rejects.toMatchObject({
      problem: 'alreadyActivated',
    })
    await connection.close()
  })

  it('keeps records when one of its atServers is restarted', async () => {
    const network = await start({ atSigns: [alice] })
    await ask(network, alice, 'update:note@alice kept')
    await network.restart(alice)
    expect(await ask(network, alice, 'llookup:note@alice')).toBe('kept')
  })

  it('runs on a clock of the test, and makes its secrets from what the test gives', async () => {
    const clock = fakeClock()
    const secretOf = async (seed: number, atSign: AtSign): Promise<string | undefined> => {
      const randomness = seededRandomness(seed)
      const notActivated = [atSign]
      const network = await start({ notActivated, atSigns: [], port: 0, clock, randomness })
      return network.atSigns[0]?.cramSecret
    }
    const first = await secretOf(1, alice)
    expect(first).toMatch(/^[0-9a-f]{128}$/u)
    expect(await secretOf(1, bob)).toBe(first)
    expect(await secretOf(2, carol)).not.toBe(first)
  })

  it('activates on a clock that stands still', async () => {
    const network = await start({ atSigns: [alice], clock: fakeClock() })
    const record = await ask(network, alice, 'llookup:meta:public:publickey@alice')
    expect(JSON.parse(record)).toMatchObject({ createdAt: '2026-01-01 00:00:00.000Z' })
  })

  it('writes no file', async () => {
    const network = await start({ atSigns: [alice] })
    expect(network.ca.file).toBeUndefined()
    expect(await readdir(parent)).toEqual([])
  })
})

// network.state.resumed
describe('a network in a folder', () => {
  it('is the same at the next start', async () => {
    const first = await startIn({}, { port: 7000 })
    const { atSigns, ca } = first
    await ask(first, alice, 'update:note@alice kept')
    await close(first)
    const second = await startIn()
    expect(second.atSigns).toEqual(atSigns)
    expect(second.directory.port).toBe(7000)
    expect(second.ca).toEqual(ca)
    expect(await ask(second, alice, 'llookup:note@alice')).toBe('kept')
    const file = second.atSigns[0]?.keysFile ?? ''
    expect(await loadKeys(file, { atSign: alice })).toEqual(second.keysOf(alice))
  })

  it('shuts everybody else out of what it keeps', async () => {
    await startIn({}, { atSigns: [alice], notActivated: [carol] })
    const names = await readdir(folder, { recursive: true, withFileTypes: true })
    expect(names.filter((entry) => entry.isFile()).length).toBeGreaterThan(10)
    for (const entry of names) {
      const mode = (await stat(join(entry.parentPath, entry.name))).mode & 0o777
      expect([entry.name, mode.toString(8)]).toEqual([entry.name, entry.isFile() ? '600' : '700'])
    }
  })

  it('remembers whom it left to their user, and their secret', async () => {
    const first = await startIn({}, { atSigns: [alice], notActivated: [carol] })
    const secret = first.atSigns[1]?.cramSecret
    expect(secret).toMatch(/^[0-9a-f]{128}$/u)
    await close(first)
    const second = await startIn()
    expect(second.atSigns.map(({ cramSecret }) => cramSecret)).toEqual([undefined, secret])
  })

  it('starts over when told to', async () => {
    const first = await startIn({}, { atSigns: [alice] })
    await ask(first, alice, 'update:note@alice gone')
    await close(first)
    const second = await startIn({ reset: true }, { atSigns: [alice] })
    expect(second.ca.certificate).not.toBe(first.ca.certificate)
    await expect(ask(second, alice, 'llookup:note@alice')).rejects.toMatchObject({ code: 'AT0015' })
  })

  // network.state.one-process
  it('is not opened twice', async () => {
    await startIn({}, { atSigns: [alice] })
    await expect(startIn({}, { port: 8000 })).rejects.toMatchObject({
      problem: 'stateInUse',
      message: expect.stringContaining(`process ${process.pid}`),
    })
  })

  it('registers its keys again when an atServer has lost its records', async () => {
    const first = await startIn({}, { atSigns: [alice] })
    await close(first)
    const database = stateFiles(folder).database(alice)
    await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${database}${end}`, { force: true })))
    const second = await startIn()
    expect(second.keysOf(alice)).toEqual(first.keysOf(alice))
    expect(await ask(second, alice, 'llookup:public:publickey@alice')).toBe(
      first.keysOf(alice)?.encryption.publicKey,
    )
  })

  it('asks for a key file that has gone', async () => {
    const first = await startIn({}, { atSigns: [alice] })
    await close(first)
    await rm(first.atSigns[0]?.keysFile ?? '')
    await expect(startIn()).rejects.toMatchObject({
      problem: 'cannotActivate',
      message: expect.stringMatching(/@alice_key\.atKeys is missing: put it back.*--reset/u),
    })
  })
})

// network.port.in-use
describe('a port in use', () => {
  it.each([
    [7000, 'the directory'],
    [6999, 'the atServer of @alice'],
  ])('is named with the remedy, and nothing is left behind', async (port, who) => {
    await start({ port: 7000, atSigns: [carol] })
    const failure = startIn({}, { port, atSigns: [alice] })
    await expect(failure).rejects.toMatchObject({
      problem: 'portInUse',
      message: `Port 7000, wanted for ${who}, is in use by another program: stop that program, or choose other ports with --port.`,
    })
    // Neither ports nor atSigns of a start that failed are kept for the next one.
    const next = await startIn({}, { atSigns: [bob] })
    expect(next.directory.port).toBe(6400)
    expect((await readNetworkFile(folder))?.atSigns.map(({ atSign }) => atSign)).toEqual([bob])
  })

  it('does not spoil what an earlier start has kept', async () => {
    await close(await startIn({}, { port: 7100, atSigns: [alice] }))
    const kept = await readNetworkFile(folder)
    await start({ port: 7000, atSigns: [carol] })
    await expect(startIn({}, { port: 7000, notActivated: [bob] })).rejects.toMatchObject({
      problem: 'portInUse',
    })
    expect(await readNetworkFile(folder)).toEqual(kept)
  })
})

// network.stop.complete
describe('a network in a temporary folder', () => {
  it('has key files while it runs, and no folder afterwards', async () => {
    const network = await start({ state: { kind: 'temporary' }, atSigns: [alice] })
    const file = network.ca.file ?? ''
    expect(await readFile(file, 'utf8')).toBe(network.ca.certificate)
    expect(await loadKeys(network.atSigns[0]?.keysFile ?? '')).toEqual(network.keysOf(alice))
    await close(network)
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
    await close(network)
  })

  it('leaves its ports to the next one', async () => {
    await close(await start({ port: 7000, atSigns: [alice] }))
    const next = await start({ port: 7000, atSigns: [alice] })
    expect(await askAsNobody(next, alice, 'noop:0')).toBe('ok')
  })
})
