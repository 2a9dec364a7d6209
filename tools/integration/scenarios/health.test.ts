import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alice, bob } from '../harness/everywhere.ts'
import { askHealth, askUntil, figuresOf, healthPortOf } from '../harness/health-port.ts'
import { launch } from '../harness/launch.ts'
import { activate, logIn, type Owner } from '../harness/owners.ts'
import { playPeer } from '../harness/peers.ts'
import { openProcesses, type ProcessNetwork } from '../harness/processes.ts'
import { silence } from '../harness/scripted-server.ts'

const flags = ['--health-port', '0']
let network: ProcessNetwork
let alicePort: number
let rootPort: number
let bobsOwner: Owner
beforeAll(async () => {
  network = await openProcesses({ atSigns: [alice, bob], flags })
  alicePort = await healthPortOf(network.processOf(alice))
  rootPort = await healthPortOf(network.processOf('the directory'))
  bobsOwner = await activate(network, bob)
})
afterAll(async () => {
  await network[Symbol.asyncDispose]()
})

describe('the health port (ops.health.endpoints)', () => {
  it('tells that both servers live and are ready (app.root.ready)', async () => {
    for (const port of [alicePort, rootPort]) {
      expect(await askHealth(port, '/healthz')).toEqual({ status: 200, body: 'ok\n' })
      expect(await askHealth(port, '/readyz')).toMatchObject({ status: 200 })
      expect(await askHealth(port, '/readyz', 'POST')).toMatchObject({ status: 405 })
      expect(await askHealth(port, '/')).toMatchObject({ status: 404 })
    }
    const { body } = await askHealth(rootPort, '/readyz')
    expect(JSON.parse(body)).toEqual({ ready: true, store: true, listener: true })
  })

  it('tells when the directory has been reached (app.secondary.ready)', async () => {
    const { body } = await askUntil(
      () => askHealth(alicePort, '/readyz'),
      (answer) => !answer.body.includes('unknown'),
    )
    expect(JSON.parse(body)).toEqual({
      ready: true,
      store: true,
      listener: true,
      directory: 'reachable',
    })
  })

  it('does not ask for a directory to be ready (app.secondary.ready)', async () => {
    const server = await launch('secondary-server', [
      ...['--atsign', '@carol', '--port', '0', '--directory', 'localhost:1'],
      ...['--cert', network.file('cert.pem'), '--key', network.file('key.pem')],
      ...['--data-dir', network.file('lonely'), '--health-port', '0'],
    ])
    const port = await healthPortOf(server)
    const answer = await askUntil(
      () => askHealth(port, '/readyz'),
      ({ body }) => !body.includes('unknown'),
    )
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toMatchObject({ ready: true, directory: 'unreachable' })
    expect(await server.end('SIGTERM')).toBe(0)
  })

  it('says that a server that is stopping is not ready', async () => {
    const peer = await playPeer(network, { mischief: () => silence })
    const client = await logIn(network, bobsOwner)
    client.send(`plookup:x.test${peer.atSign}\n`)
    await peer.silent
    const port = await healthPortOf(network.processOf(bob))
    expect(await askHealth(port, '/readyz')).toMatchObject({ status: 200 })
    const restarted = network.restart(bob)
    const answer = await askUntil(
      () => askHealth(port, '/readyz'),
      ({ status }) => status !== 200,
    )
    expect(answer.status).toBe(503)
    expect(JSON.parse(answer.body)).toMatchObject({ ready: false, listener: false })
    await restarted
    await peer[Symbol.asyncDispose]()
  })

  it('says that a directory whose store cannot be read is not ready (app.root.ready)', async () => {
    const broken = await openProcesses({ atSigns: [], flags })
    const port = await healthPortOf(broken.processOf('the directory'))
    expect(await askHealth(port, '/readyz')).toMatchObject({ status: 200 })
    dropTables(broken.file('directory.db'))
    const { status, body } = await askHealth(port, '/readyz')
    expect(status).toBe(503)
    expect(JSON.parse(body)).toEqual({ ready: false, store: false, listener: true })
    expect(await askHealth(port, '/healthz')).toMatchObject({ status: 200 })
    await broken[Symbol.asyncDispose]()
  })

  const others = Object.values(networkInterfaces())
    .flat()
    .filter((each) => each?.internal === false && each.family === 'IPv4')
  it.skipIf(others.length === 0)('is for this machine alone', async () => {
    const socket = connect({ host: others[0]?.address ?? '', port: alicePort })
    const outcome = await new Promise((resolve) => {
      socket.on('connect', () => resolve('connected')).on('error', () => resolve('refused'))
    })
    socket.destroy()
    expect(outcome).toBe('refused')
  })
})

describe('the figures (ops.metrics.text)', () => {
  it('move with what happens, and never name anybody (ops.metrics.bounded)', async () => {
    const before = await figuresOf(alicePort)
    const owner = await activate(network, alice)
    const client = await logIn(network, owner)
    await client.ask('update:public:phone.wavi@alice +1 234')
    await client.ask('update:@bob:email.wavi@alice a@b.c')
    await client.ask('llookup:nosuch.wavi@alice')
    const stranger = await network.connect({ port: network.portOf(alice) })
    await stranger.ask('update:public:x@alice y')
    await stranger.ask('gibberish @mallory')
    const after = await figuresOf(alicePort)
    const grown = (name: string): number =>
      (after.get(name) ?? Number.NaN) - (before.get(name) ?? 0)
    expect(grown('atnet_commands_total{verb="update",outcome="done"}')).toBe(4)
    expect(grown('atnet_commands_total{verb="llookup",outcome="refused"}')).toBe(1)
    expect(grown('atnet_commands_total{verb="update",outcome="refused"}')).toBe(1)
    expect(grown('atnet_commands_total{verb="none",outcome="refused"}')).toBe(1)
    expect(grown('atnet_faults_total{code="AT0015"}')).toBe(1)
    expect(grown('atnet_faults_total{code="AT0401"}')).toBe(1)
    expect(grown('atnet_faults_total{code="AT0003"}')).toBe(1)
    expect(grown('atnet_connections_opened_total')).toBe(4)
    expect(after.get('atnet_connections{caller="owner"}')).toBe(1)
    expect(after.get('atnet_connections{caller="anyone"}')).toBe(1)
    expect(grown('atnet_store_batches_total{outcome="kept"}')).toBeGreaterThanOrEqual(5)
    expect(grown('atnet_store_batch_writes_sum')).toBeGreaterThanOrEqual(5)
    expect(grown('atnet_store_commit_seconds_count')).toBeGreaterThanOrEqual(5)
    expect(after.get('atnet_process_memory_bytes{kind="resident"}')).toBeGreaterThan(1e6)
    const { body } = await askHealth(alicePort, '/metrics')
    expect(body).not.toMatch(/@|alice|bob|mallory|wavi|phone|127\.0\.0\.1/u)
    await Promise.all([client.close(), stranger.close()])
  })

  it('count expired records that were swept (data.expiry.sweep)', async () => {
    const bobPort = await healthPortOf(network.processOf(bob))
    const client = await logIn(network, bobsOwner)
    await client.ask('update:ttl:1:public:soon.wavi@bob v')
    const figures = await askUntil(
      () => figuresOf(bobPort),
      (each) => (each.get('atnet_swept_records_total') ?? 0) > 0,
    )
    expect(figures.get('atnet_sweeps_total')).toBeGreaterThan(0)
    await client.close()
  })

  it('of the directory tell what was asked, and not by whom (directory.counted)', async () => {
    const before = await figuresOf(rootPort)
    const client = await network.connect({ port: network.directoryPort })
    client.send('alice\n')
    await client.reply()
    client.send('nobody\n')
    await client.reply()
    const after = await figuresOf(rootPort)
    const grown = (name: string): number =>
      (after.get(name) ?? Number.NaN) - (before.get(name) ?? 0)
    expect(grown('atnet_directory_lookups_total{outcome="found"}')).toBe(1)
    expect(grown('atnet_directory_lookups_total{outcome="unknown"}')).toBe(1)
    expect((await askHealth(rootPort, '/metrics')).body).not.toMatch(/@|alice|nobody/u)
    await client.close()
  })
})

/** Leaves of a database a file without anything in it. */
function dropTables(file: string): void {
  const database = new DatabaseSync(file)
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    .all()
  for (const { name } of tables) {
    database.exec(`DROP TABLE "${String(name)}"`)
  }
  database.close()
}
