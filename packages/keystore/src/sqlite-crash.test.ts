import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { silentLog, systemClock } from '@atnet/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Keystore } from './keystore.ts'
import { openSqliteKeystore } from './sqlite.ts'

/** Starting a process takes seconds on a busy machine. */
const patience = { timeout: 60_000 }

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atnet-crash-'))
  file = join(folder, 'alice.db')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function open(): Promise<Keystore> {
  return openSqliteKeystore({ file, clock: systemClock, log: silentLog })
}

/** Where bare package names are found by scripts that are not in a file. */
const cwd = import.meta.dirname

/** The arguments of a Node process that opens the file as `keystore` and runs `statements`. */
function otherProcess(statements: string): string[] {
  const module = new URL('./sqlite.ts', import.meta.url).href
  const script = `import { writeSync } from 'node:fs'
    import { openSqliteKeystore } from '${module}'
    import { silentLog, systemClock } from '@atnet/runtime'
    const say = (text) => writeSync(1, text + '\\n')
    try {
      const keystore = await openSqliteKeystore({
        file: ${JSON.stringify(file)}, clock: systemClock, log: silentLog })
      ${statements}
    } catch (error) { say(error.name + ': ' + error.message) }`
  return ['--conditions=@atnet/source', '--input-type=module', '--eval', script]
}

/** Eight connections, as it were, each of which writes two records at a time and says what it got. */
const writers = `
  async function writer(name) {
    for (let n = 0; ; n += 1) {
      const value = process.pid + '.' + n
      const id = await keystore.write((transaction) => {
        const log = { operation: '*', at: 1 }
        transaction.put({ key: name + '.left@alice', value, metadata: {} }, log)
        const id = transaction.put({ key: name + '.right@alice', value, metadata: {} }, log)
        if (n % 3 === 2) {
          transaction.remove(name + '.left@alice', 'purge')
          transaction.remove(name + '.right@alice', 'purge')
        }
        return id
      })
      say(name + ' ' + n + ' ' + id)
    }
  }
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) writer(name)`

type Acknowledged = {
  readonly pid: number
  readonly last: ReadonlyMap<string, number>
  readonly greatestId: number
}

/** Lets writers run until `count` writes were acknowledged, kills them, and gives what they were told. */
async function killWhileWriting(count: number): Promise<Acknowledged> {
  const child = spawn(process.execPath, otherProcess(writers), {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<string | null>((resolve) => {
    child.on('close', (_, signal) => resolve(signal))
  })
  const last = new Map<string, number>()
  let greatestId = -1
  let lines = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const [name = '', n, id] = line.split(' ')
    last.set(name, Number(n))
    greatestId = Math.max(greatestId, Number(id))
    lines += 1
    if (lines === count) {
      child.kill('SIGKILL')
    }
  }
  expect(await exited).toBe('SIGKILL')
  return { pid: child.pid ?? 0, last, greatestId }
}

/** The number of the write that left what is there for a writer; -1 when its latest removed everything. */
function foundFor({ reader }: Keystore, name: string, pid: number): number | undefined {
  const left = reader.get(`${name}.left@alice`)
  const right = reader.get(`${name}.right@alice`)
  // The two were written together, or not at all.
  expect(left?.value).toBe(right?.value)
  const [writer, n] = left?.value?.split('.') ?? []
  return left === undefined || Number(writer) !== pid ? undefined : Number(n)
}

describe('a process killed while it writes', patience, () => {
  it('leaves every acknowledged write, none by halves, and no id to be given twice (data.write.durable, data.commit.never-reissued)', async () => {
    let greatestId = -1
    for (const count of [50, 150, 400]) {
      const acknowledged = await killWhileWriting(count)
      expect(acknowledged.greatestId).toBeGreaterThan(greatestId)
      const keystore = await open()
      expect(acknowledged.last.size).toBe(8)
      for (const [name, last] of acknowledged.last) {
        const found = foundFor(keystore, name, acknowledged.pid)
        // One more may have reached the disk without its answer having left.
        const expected = [last, last + 1].map((n) => (n % 3 === 2 ? undefined : n))
        expect(expected).toContain(found)
      }
      const next = await keystore.write((transaction) =>
        transaction.put({ key: 'next@alice', value: '', metadata: {} }, { operation: '*', at: 1 }),
      )
      expect(next).toBeGreaterThan(acknowledged.greatestId)
      greatestId = next
      await keystore.close()
    }
  })
})

describe('a second process', patience, () => {
  it('is refused with one clear sentence until the first is done (storage.lock.exclusive)', async () => {
    const keystore = await open()
    const attempt = (): string =>
      spawnSync(process.execPath, otherProcess("say('opened')"), { cwd, encoding: 'utf8' }).stdout
    expect(attempt()).toMatch(
      /^DatabaseInUse: The database .* is in use by another process: stop .*\n$/,
    )
    await keystore.close()
    expect(attempt()).toBe('opened\n')
  })
})

describe.skipIf(process.platform === 'win32')('a disk that takes no more', patience, () => {
  it('has every write of the batch refused, and the store usable (storage.batch.lost)', () => {
    const statements = `
      const put = (key, value) => keystore.write((transaction) =>
        transaction.put({ key, value, metadata: {} }, { operation: '*', at: 1 }))
      const all = [put('a@alice', 'small'), put('b@alice', 'x'.repeat(4_000_000)), keystore.settled()]
      for (const one of await Promise.allSettled(all)) say(one.status + ' ' + one.reason?.fault)
      say(JSON.stringify(keystore.reader.keys({ limit: 9 }).keys))
      say(await put('c@alice', 'small'))`
    // Files of this process cannot grow beyond 2,000 blocks of 512 bytes, which fails in COMMIT.
    const shell = ['-c', 'ulimit -f 2000 && exec "$0" "$@"', process.execPath]
    const done = spawnSync('sh', [...shell, ...otherProcess(statements)], { cwd, encoding: 'utf8' })
    const refused = 'rejected dataStore\n'
    expect(done.stdout).toBe(`${refused.repeat(3)}[]\n0\n`)
  })
})
