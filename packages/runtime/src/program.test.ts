import { EventEmitter, once } from 'node:events'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stopGraceMs } from './limits.ts'
import {
  type Program,
  type ProgramHost,
  packageVersion,
  readSettingFile,
  runProgram,
  type Service,
} from './program.ts'
import { type FakeClock, fakeClock } from './testing.ts'

type Run = {
  readonly said: string[]
  readonly exitCodes: number[]
  readonly clock: FakeClock
  readonly requestStop: () => void
  readonly finished: Promise<void>
}

function run(parts: Partial<Program<string>>): Run {
  const said: string[] = []
  const exitCodes: number[] = []
  const stops: (() => void)[] = []
  const clock = fakeClock()
  const host: ProgramHost = {
    onStopRequest: (action) => stops.push(action),
    out: (text) => said.push(`out ${text}`),
    error: (text) => said.push(`error ${text}`),
    exit: (code) => exitCodes.push(code),
    clock,
  }
  const program: Program<string> = {
    name: 'prog',
    version: '1.2.3',
    read: () => ({ kind: 'settings', values: 'v' }),
    start: () => Promise.resolve(service()),
    ...parts,
  }
  const requestStop = (): void => stops.forEach((stop) => stop())
  return { said, exitCodes, clock, requestStop, finished: runProgram(program, host) }
}

function service(dispose: () => Promise<void> = () => Promise.resolve()): Service {
  return { ready: 'ready on 1', [Symbol.asyncDispose]: dispose }
}

describe('a program (program.lifecycle)', () => {
  it('starts, says one line, and stops once however often it is asked', async () => {
    let disposals = 0
    const dispose = (): Promise<void> => {
      disposals += 1
      return Promise.resolve()
    }
    const { said, exitCodes, requestStop, finished } = run({
      start: (values) => Promise.resolve({ ...service(dispose), ready: `ready with ${values}` }),
    })
    await Promise.resolve()
    requestStop()
    requestStop()
    await finished
    expect({ said, exitCodes, disposals }).toEqual({
      said: ['out ready with v\n'],
      exitCodes: [0],
      disposals: 1,
    })
  })

  it('stops right after starting when it was asked to while it started', async () => {
    let finishStart = (): void => undefined
    const start = (): Promise<Service> =>
      new Promise((resolve) => {
        finishStart = () => resolve(service())
      })
    const { exitCodes, requestStop, finished } = run({ start })
    requestStop()
    finishStart()
    await finished
    expect(exitCodes).toEqual([0])
  })

  it('does not wait for ever for a service that will not end', async () => {
    const disposing = new EventEmitter()
    const hang = (): Promise<void> => {
      disposing.emit('begun')
      return new Promise(() => undefined)
    }
    const { said, exitCodes, clock, requestStop, finished } = run({
      start: () => Promise.resolve(service(hang)),
    })
    const begun = once(disposing, 'begun')
    requestStop()
    await begun
    clock.advance(stopGraceMs)
    await finished
    expect(exitCodes).toEqual([0])
    expect(said.at(-1)).toMatch(/^error prog: stopped without waiting/u)
  })

  it('says so when it could not stop cleanly', async () => {
    const fail = (): Promise<void> => Promise.reject(new Error('the disk is gone'))
    const { said, exitCodes, requestStop, finished } = run({
      start: () => Promise.resolve(service(fail)),
    })
    requestStop()
    await finished
    expect(exitCodes).toEqual([1])
    expect(said.at(-1)).toBe('error prog: did not stop cleanly: the disk is gone\n')
  })

  it('explains wrong usage in one sentence and exits with 2', async () => {
    const read = (): never => {
      throw new Error('There is no --prot; did you mean --port?')
    }
    const { said, exitCodes, finished } = run({ read })
    await finished
    expect(exitCodes).toEqual([2])
    expect(said).toEqual([
      "error prog: There is no --prot; did you mean --port?\nTry 'prog --help'.\n",
    ])
  })

  it('explains why it cannot start in one sentence and exits with 1', async () => {
    const start = (): Promise<Service> => Promise.reject(new Error('Port 1 is in use.'))
    const { said, exitCodes, finished } = run({ start })
    await finished
    expect(exitCodes).toEqual([1])
    expect(said).toEqual(['error prog: Port 1 is in use.\n'])
  })

  it('shows where a mistake of its own happened', async () => {
    const start = (): Promise<Service> => Promise.reject(new TypeError('x is undefined'))
    const { said, finished } = run({ start })
    await finished
    expect(said[0]).toMatch(/^error prog: this is a mistake in the program: TypeError: x is/u)
    expect(said[0]).toContain('program.test.ts')
  })

  it.each([
    [{ kind: 'help', text: 'Usage: prog' } as const, 'out Usage: prog\n'],
    [{ kind: 'version' } as const, 'out 1.2.3\n'],
  ])('answers %j and is done', async (invocation, output) => {
    const { said, exitCodes, finished } = run({ read: () => invocation })
    await finished
    expect({ said, exitCodes }).toEqual({ said: [output], exitCodes: [0] })
  })
})

describe('the file of a setting', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'atnet-program-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is read as text', () => {
    const file = join(folder, 'cert.pem')
    writeFileSync(file, 'text')
    expect(readSettingFile('cert', file)).toBe('text')
  })

  it.each([
    ['missing.pem', /--cert, .*missing\.pem, does not exist: check the path\.$/u],
    ['', /is a folder: name the file in it\.$/u],
  ])('is refused when it is %s', (name, sentence) => {
    expect(() => readSettingFile('cert', join(folder, name))).toThrow(sentence)
  })

  it('is refused when it is absurdly large, without reading it all', () => {
    const file = join(folder, 'huge.pem')
    writeFileSync(file, '')
    truncateSync(file, 2 ** 33)
    expect(() => readSettingFile('key', file)).toThrow(/is larger than \d+ bytes/u)
  })
})

it('knows the version of a package', () => {
  expect(packageVersion(new URL('../package.json', import.meta.url))).toMatch(/^\d+\.\d+\.\d+/u)
})
