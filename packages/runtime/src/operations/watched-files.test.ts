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
      ...{ everyMs, clock, log },
      apply: ({ cert = '', key = '', ca }) => {
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

  it('are not looked at any more after the end', () => {
    const { look, taken, watching } = watch()
    writeFileSync(file('cert'), 'cert 22')
    writeFileSync(file('key'), 'key 22')
    watching[Symbol.dispose]()
    look(10)
    expect(taken).toEqual([])
  })
})
