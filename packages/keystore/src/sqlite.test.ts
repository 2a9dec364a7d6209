import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@atnet/runtime'
import { afterAll, beforeAll } from 'vitest'
import { keystoreContract } from './contract.ts'
import { openSqliteKeystore } from './sqlite.ts'

/** The contract opens hundreds of files and is not about disks: where there is a disk in memory, it is used. */
const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

let folder: string
let opened = 0

beforeAll(() => {
  folder = mkdtempSync(join(parent, 'atnet-keystore-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

keystoreContract('openSqliteKeystore', (clock) => {
  opened += 1
  return openSqliteKeystore({ file: join(folder, `${opened}.db`), clock, log: silentLog })
})
