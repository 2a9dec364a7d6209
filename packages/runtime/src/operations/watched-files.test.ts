import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeClock, memoryLog } from '../testing.ts'
import { watchFiles } from './watched-files.ts'

const everyMs = 10_000

describe('watched files (ops.certificate.reload)', () => {
  let folder = ''
  const file = (name: string): string => join(folder, name)
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'atnet-watched-'))
    writeFileSync(file('cert'), 'cert 1')
    writeFileSync(file('key'), 'key 1')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function watch() {
    const clock = fakeClock()
    const { log, events } = memoryLog()
    const taken: string[] = []
    const watching = watchFiles({
      paths: { cert: file('cert'), key: file('key'), ca: undefined },
      inUse: { cert: 'cert 1', key: 'key 1', ca: undefined },
      ...{ everyMs, clock, log },
      apply: ({ cert, key, ca }) => {
        if (cert.slice(-1) !== key.slice(-1)) {
          throw new Error('they do not match')
        }
        taken.push(`${cert}, ${key}, ${ca}`)
      },
    })
    const look = (times = 1): void => clock.advance(everyMs * times)
    return { look, taken, events, watching }
  }

  it('are left alone as long as nothing changes', () => {
    const { look, taken, events } = watch()
    look(10)
    expect({ taken, events }).toEqual({ taken: [], events: [] })
  })

  it('are left alone when they are written anew with the same text', () => {
    const { look, taken, events } = watch()
    writeFileSync(file('cert'), 'cert 1')
    look(10)
    expect({ taken, events }).toEqual({ taken: [], events: [] })
  })

  it('are taken over when they changed before the first look', () => {
    writeFileSync(file('cert'), 'cert 2')
    writeFileSync(file('key'), 'key 2')
    const { look, taken } = watch()
    look(2)
    expect(taken).toEqual(['cert 2, key 2, undefined'])
  })

  it('are taken over together once they have stayed the same for one interval', () => {
    const { look, taken, events } = watch()
    writeFileSync(file('cert'), 'cert 22')
    look()
    writeFileSync(file('key'), 'key 22')
    look()
    expect({ taken, events }).toEqual({ taken: [], events: [] })
    look()
    expect(taken).toEqual(['cert 22, key 22, undefined'])
    look(5)
    expect(events.map(({ event }) => event)).toEqual(['certificate.replaced'])
  })

  it('that do not match are told once, and taken over when they do', () => {
    const { look, taken, events } = watch()
    writeFileSync(file('cert'), 'cert 22')
    look(10)
    expect(taken).toEqual([])
    expect(events).toEqual([
      { level: 'error', event: 'certificate.refused', fields: { reason: 'they do not match' } },
    ])
    writeFileSync(file('key'), 'key 22')
    look(2)
    expect(taken).toEqual(['cert 22, key 22, undefined'])
  })

  it('that are gone are told without their paths', () => {
    const { look, events } = watch()
    rmSync(file('key'))
    look(5)
    expect(events).toMatchObject([{ fields: { reason: 'does not exist: check the path' } }])
  })

  it('that are pipes are read once only', () => {
    const clock = fakeClock()
    const { log, events } = memoryLog()
    const made = spawnSync('mkfifo', [file('pipe')])
    expect(made.status).toBe(0)
    watchFiles({
      paths: { key: file('pipe') },
      inUse: { key: 'what it gave' },
      ...{ everyMs, clock, log },
      apply: () => expect.unreachable(),
    })
    clock.advance(everyMs * 3)
    expect(events).toEqual([])
  })

  it('are not looked at any more after the end', () => {
    const { look, taken, watching } = watch()
    writeFileSync(file('cert'), 'cert 22')
    writeFileSync(file('key'), 'key 22')
    watching[Symbol.dispose]()
    look(10)
    expect(taken).toEqual([])
  })
})
