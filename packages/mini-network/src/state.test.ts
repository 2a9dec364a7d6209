import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAtSign } from '@atnet/protocol-codec'
import { seededRandomness } from '@atnet/runtime/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MiniNetworkError } from './errors.ts'
import { readNetworkFile, writeNetworkFile } from './network-file.ts'
import { openSecrets } from './secrets.ts'
import { stateFiles } from './state-files.ts'
import { takeStateFolder } from './state-folder.ts'

// One test starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

let parent: string
let folder: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'atnet-state-'))
  folder = join(parent, '.atnet')
})

afterEach(async () => {
  await rm(parent, { recursive: true })
})

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8)
}

describe('network.json', () => {
  const alice = { atSign: parseAtSign('@alice'), port: 6401, activate: true }
  const network = { directoryPort: 6400, atSigns: [alice] }

  it('is read as it was written, and closed to others', async () => {
    expect(await readNetworkFile(folder)).toBeUndefined()
    await writeNetworkFile(stateFiles(folder), network)
    expect(await readNetworkFile(folder)).toEqual(network)
    expect(await modeOf(stateFiles(folder).network)).toBe('600')
    expect(await readdir(folder)).toEqual(['network.json'])
  })

  // network.state.damaged
  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"version":2,"directoryPort":1,"atSigns":[]}',
    '{"version":1,"directoryPort":"6400","atSigns":[]}',
    '{"version":1,"directoryPort":70000,"atSigns":[]}',
    '{"version":1,"directoryPort":6400}',
    '{"version":1,"directoryPort":6400,"atSigns":[{"atSign":"../x","port":1,"activate":true}]}',
    '{"version":1,"directoryPort":6400,"atSigns":[{"atSign":"@a","port":1.5,"activate":true}]}',
    '{"version":1,"directoryPort":6400,"atSigns":[{"atSign":"@a","port":1,"activate":1}]}',
    `{"version":1,"directoryPort":6400,"atSigns":[${Array(2).fill('{"atSign":"@a","port":1,"activate":true}').join()}]}`,
    ' '.repeat(262_145),
  ])('is refused when damaged, kind %#', async (text) => {
    await mkdir(folder)
    await writeFile(join(folder, 'network.json'), text)
    const failure = await readNetworkFile(folder).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(MiniNetworkError)
    expect(String(failure)).toMatch(/network\.json cannot be used .*--reset/u)
    expect(String(failure).split('\n')).toHaveLength(1)
  })
})

// network.state.one-process
describe('takeStateFolder', () => {
  const mine = { reset: false }

  it('makes a folder that only its owner may enter', async () => {
    const state = await takeStateFolder({ folder, ...mine })
    expect(await modeOf(folder)).toBe('700')
    expect(await modeOf(state.files.lock)).toBe('600')
    await state.release()
  })

  it('closes a folder that others could enter', async () => {
    await mkdir(folder, { mode: 0o755 })
    const state = await takeStateFolder({ folder, ...mine })
    expect(await modeOf(folder)).toBe('700')
    await state.release()
  })

  it('refuses a second user, naming the process of the first', async () => {
    const state = await takeStateFolder({ folder, ...mine })
    const second = takeStateFolder({ folder, ...mine })
    await expect(second).rejects.toThrow(`process ${process.pid}: stop that one`)
    await state.release()
    await (await takeStateFolder({ folder, ...mine })).release()
  })

  it('takes over from a process that was killed', async () => {
    const module = new URL('./state-folder.ts', import.meta.url).href
    const script = `const { takeStateFolder } = await import(${JSON.stringify(module)})
      await takeStateFolder({ folder: ${JSON.stringify(folder)}, reset: false })
      console.log('taken'); setInterval(() => {}, 1000)`
    const child = spawn(
      process.execPath,
      ['--conditions=@atnet/source', '--input-type=module', '-e', script],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const failure = once(child, 'exit').then(() => Promise.reject(new Error('the child ended')))
    await Promise.race([once(child.stdout, 'data'), failure])
    await expect(takeStateFolder({ folder, ...mine })).rejects.toThrow(`process ${child.pid}`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await (await takeStateFolder({ folder, ...mine })).release()
  })

  it('does not believe an old process id', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'pid'), `${process.ppid}\n`)
    const state = await takeStateFolder({ folder, ...mine })
    expect(await readFile(state.files.pid, 'utf8')).toBe(`${process.pid}\n`)
    await state.release()
  })

  it('resets what a network has made, and nothing else', async () => {
    await mkdir(join(folder, 'keys'), { recursive: true })
    await Promise.all(
      ['network.json', 'ca.pem', 'keys/@a_key.atKeys', 'mine.txt'].map((name) =>
        writeFile(join(folder, name), '{'),
      ),
    )
    const state = await takeStateFolder({ folder, reset: true })
    await state.release()
    expect((await readdir(folder)).filter((name) => !/^(?:lock|pid)/u.test(name))).toEqual([
      'mine.txt',
    ])
  })

  it.each([true, false])(
    'keeps away from a folder of something else (reset: %s)',
    async (reset) => {
      await mkdir(join(folder, 'keys'), { recursive: true })
      await expect(takeStateFolder({ folder, reset })).rejects.toThrow(
        /holds other things.*--state/u,
      )
      expect(await readdir(folder)).toEqual(['keys'])
    },
  )

  it('says what to do about a folder it cannot use', async () => {
    await writeFile(folder, 'a file')
    await expect(takeStateFolder({ folder, ...mine })).rejects.toThrow(/cannot be used.*--state/u)
  })
})

describe('secrets', () => {
  const alice = parseAtSign('@alice')

  it('are the same at the next start until they are forgotten', async () => {
    const files = stateFiles(folder)
    const first = await openSecrets(files, seededRandomness(1)).secretFor(alice)
    expect(first).toMatch(/^[0-9a-f]{128}$/u)
    expect(await modeOf(files.secret(alice))).toBe('600')
    const later = openSecrets(files, seededRandomness(2))
    expect(await later.secretFor(alice)).toBe(first)
    await later.forget(alice)
    expect(await later.secretFor(alice)).not.toBe(first)
  })

  it('are nowhere when no files are written', async () => {
    await openSecrets(undefined, seededRandomness(1)).secretFor(alice)
    expect(await readdir(parent)).toEqual([])
  })
})
