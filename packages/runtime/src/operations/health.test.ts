import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { silentLog } from '../log.ts'
import { type Health, openHealth, type Readiness } from './health.ts'
import { openOperations } from './operations.ts'

type Answer = { readonly status: number | undefined; readonly body: string }

async function ask(port: number, path: string, method = 'GET'): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    asked.on('error', reject).end()
  })
}

describe('the health port (ops.health.endpoints)', () => {
  let readiness: Readiness = { ready: true, checks: {} }
  let health: Health | undefined
  afterEach(() => health?.[Symbol.asyncDispose]())

  async function open(): Promise<number> {
    const metrics = (): string => 'atnet_x 1\n'
    health = await openHealth({ port: 0, readiness: () => readiness, metrics })
    return health.port
  }

  it('tells life, readiness and figures', async () => {
    const port = await open()
    expect(await ask(port, '/healthz')).toEqual({ status: 200, body: 'ok\n' })
    expect(await ask(port, '/metrics?any=thing')).toEqual({ status: 200, body: 'atnet_x 1\n' })
    readiness = { ready: true, checks: { store: true } }
    expect(await ask(port, '/readyz')).toEqual({
      status: 200,
      body: '{"ready":true,"store":true}\n',
    })
    readiness = { ready: false, checks: { store: false } }
    expect(await ask(port, '/readyz')).toMatchObject({ status: 503 })
  })

  it.each([
    ['POST', '/metrics', 405],
    ['HEAD', '/healthz', 405],
    ['DELETE', '/nowhere', 405],
    ['GET', '/', 404],
    ['GET', '/metrics/', 404],
    ['GET', '/healthz/../metrics', 404],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect(await ask(await open(), path, method)).toMatchObject({ status })
  })

  it('refuses headers longer than any it needs', async () => {
    const port = await open()
    const path = `/${'x'.repeat(10_000)}`
    expect(await ask(port, path)).toMatchObject({ status: 431 })
    expect(await ask(port, '/healthz')).toMatchObject({ status: 200 })
  })

  it('cannot be had twice', async () => {
    const other = createServer()
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const opening = openHealth({ port, readiness: () => readiness, metrics: () => '' })
    await expect(opening).rejects.toThrow(/^Cannot answer on the port of --health-port, \d+: /u)
    other.close()
  })
})

it('nothing listens and nothing is counted without a port', async () => {
  const events: string[] = []
  const operations = await openOperations({
    port: undefined,
    version: '1.0.0',
    readiness: () => ({ ready: true, checks: {} }),
    log: (_level, event) => events.push(event),
  })
  operations.metrics.counter({ name: 'atnet_x_total', help: 'X.', labels: {} })({})
  await operations[Symbol.asyncDispose]()
  expect(events).toEqual([])
})

it('figures of the process are there from the start', async () => {
  let port = 0
  const operations = await openOperations({
    port: 0,
    version: '1.0.0',
    readiness: () => ({ ready: true, checks: {} }),
    log: (level, event, fields) => {
      silentLog(level, event, fields)
      port = Number(fields?.['port'])
    },
  })
  const { body } = await ask(port, '/metrics')
  expect(body).toMatch(/^atnet_process_cpu_seconds_total\{mode="user"\} [0-9.e+-]+$/mu)
  expect(body).toMatch(/^atnet_process_memory_bytes\{kind="resident"\} [0-9.e+-]+$/mu)
  expect(body).toMatch(/^atnet_event_loop_delay_seconds\{quantile="0\.99"\} [0-9.e+-]+$/mu)
  await operations[Symbol.asyncDispose]()
})
