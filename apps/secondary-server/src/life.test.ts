import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { openSqliteKeystore } from '@atnet/keystore/sqlite'
import { silentLog, systemClock } from '@atnet/runtime'
import { openHealth } from '@atnet/runtime/operations'
import { memoryNetwork } from '@atnet/transport'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openLife } from './life.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atnet-secondary-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function askReadiness(port: number): Promise<readonly [number | undefined, unknown]> {
  return await new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
      text(response).then(
        (body) => resolve([response.statusCode, JSON.parse(body)]),
        (error: unknown) => reject(error),
      )
    }).on('error', reject)
  })
}

it('an atServer is ready while it can read its store, and not any more once it cannot (app.secondary.ready)', async () => {
  const clock = systemClock
  const life = openLife(
    { directory: { kind: 'proxy', host: 'localhost', port: 1 } },
    { network: memoryNetwork(), clock },
  )
  const { readiness } = life
  const health = await openHealth({ port: 0, readiness, metrics: () => '' })
  const directory = 'proxy'
  expect(await askReadiness(health.port)).toEqual([
    503,
    { ready: false, store: false, listener: false, directory: 'unknown' },
  ])
  const file = join(folder, '@alice.db')
  const keystore = await openSqliteKeystore({ file, clock, log: silentLog })
  life.begin(keystore, undefined)
  expect(await askReadiness(health.port)).toEqual([
    200,
    { ready: true, store: true, listener: true, directory },
  ])
  await keystore.close()
  expect(await askReadiness(health.port)).toEqual([
    503,
    { ready: false, store: false, listener: true, directory },
  ])
  life.end()
  await health[Symbol.asyncDispose]()
})
