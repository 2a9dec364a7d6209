import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { maxLogFieldChars } from './limits.ts'
import { type PinoLogOptions, pinoLog } from './pino.ts'

/** Starting a process takes seconds on a busy machine. */
const patience = { timeout: 60_000 }

function open(options: Partial<PinoLogOptions> = {}) {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  return { log: pinoLog({ level: 'info', pretty: false, destination, ...options }), lines }
}

describe('pinoLog', patience, () => {
  it('writes one line of JSON for each event', () => {
    const { log, lines } = open()
    log('info', 'connection.opened', { port: 64, peer: '@bob', tls: true, name: undefined })
    log('error', 'batch.failed')
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        event: 'connection.opened',
        port: 64,
        peer: '@bob',
        tls: true,
      },
      { level: 'error', time: expect.any(String), event: 'batch.failed' },
    ])
    expect(lines.every((line) => line.endsWith('}\n'))).toBe(true)
  })

  it.each([
    ['debug', 4],
    ['info', 3],
    ['warn', 2],
    ['error', 1],
    ['silent', 0],
  ] as const)('at level %s writes %d of the four levels', (level, count) => {
    const { log, lines } = open({ level })
    for (const each of ['debug', 'info', 'warn', 'error'] as const) {
      log(each, 'thing.happened')
    }
    expect(lines).toHaveLength(count)
  })

  it('cuts short what a stranger made long (log.field.bounded)', () => {
    const { log, lines } = open()
    log('info', 'line.refused', { line: 'x'.repeat(10_000_000) })
    expect(JSON.parse(lines[0] ?? '')).toHaveProperty('line', `${'x'.repeat(maxLogFieldChars)}…`)
  })

  it('writes one line for people, with nothing a terminal would act on', () => {
    const { log, lines } = open({ pretty: true })
    log('warn', 'peer.refused', { reason: 'bad\nline \u001b[31m', port: 64 })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] WARN: peer\.refused .*"port":64\}\n$/)
    expect(lines[0]?.slice(0, -1)).not.toMatch(/\p{Cc}/u)
  })

  it('writes to standard error by itself, before the call returns', () => {
    const done = run(
      "log('info', 'server.started', { port: 64 }); process.kill(process.pid, 'SIGKILL')",
    )
    expect(done.stdout).toBe('')
    expect(done.stderr).toMatch(/^\{"level":"info",.*"event":"server.started"\}\n$/)
    expect(done.signal).toBe('SIGKILL')
  })

  it.skipIf(!existsSync('/dev/full'))('survives a full disk (log.write.harmless)', () => {
    const done = run("log('info', 'server.started'); console.log('alive')", '2>/dev/full')
    expect(done.stdout).toBe('alive\n')
    expect(done.status).toBe(0)
  })

  it.skipIf(process.platform === 'win32')('survives a reader that left', () => {
    const many =
      "for (let i = 0; i < 5000; i += 1) log('info', 'server.started'); console.log('alive')"
    const done = run(many, '2>&1 >&3 | true')
    expect(done.output[3]).toBe('alive\n')
  })
})

/** Runs `statements` in a process of its own, with `log` at hand, through a shell. */
function run(statements: string, redirection = '') {
  const module = new URL('./pino.ts', import.meta.url).href
  const script = `import { pinoLog } from '${module}'
    const log = pinoLog({ level: 'info', pretty: false }); ${statements}`
  const node = [process.execPath, '--input-type=module', '--eval', script]
  return spawnSync('sh', ['-c', `exec "$0" "$@" ${redirection}`, ...node], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
}
