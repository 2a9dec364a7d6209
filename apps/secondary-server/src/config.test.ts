import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { redact } from '@atnet/runtime/settings'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSecondarySettings, secondarySettings } from './config.ts'

const needed = ['--atsign', '@Alice', '--port', '6401', '--cert', 'cert.pem', '--key', 'key.pem']

function values(argv: readonly string[], env: Record<string, string> = {}): object {
  const result = readSecondarySettings(argv, env)
  return result.kind === 'settings' ? result.values : result
}

describe('the settings of an atServer (app.secondary.settings)', () => {
  it('need an atSign, a port, a certificate and its key', () => {
    expect(values(needed)).toEqual({
      atsign: '@alice',
      port: 6401,
      host: ['127.0.0.1', '::1'],
      directory: { kind: 'directory', host: 'root.atsign.org', port: 64 },
      cert: 'cert.pem',
      key: 'key.pem',
      ca: undefined,
      'mtls-cert': undefined,
      'mtls-key': undefined,
      'data-dir': 'data',
      'cram-secret': undefined,
      testing: false,
      'protected-keys': [],
      'pol-challenge': 'bound',
      'inbound-max-limit': 200,
      'cache-refresh-hour': undefined,
      'health-port': undefined,
      'certificate-check-ms': 10_000,
      'log-level': 'info',
    })
  })

  it.each([
    [['--atsign', 'a b'], /^--atsign cannot be .*whitespace/u],
    [['--atsign', '@alice', '--port', 'http'], /^--port cannot be .*a whole number/u],
    [[...needed, '--directory', 'a:b:c'], /^--directory cannot be/u],
    [[...needed, '--pol-challenge', 'none'], /one of bound, plain/u],
    [[...needed, '--cache-refresh-hour', '24'], /^--cache-refresh-hour cannot be/u],
    [[...needed, '--inbound-max-limit', '0'], /^--inbound-max-limit cannot be/u],
    [[...needed, '--protected-keys', 'public:x@alice'], /^--protected-keys cannot be .*colon/u],
    [[...needed, '--protected-keys', 'a,,b'], /^--protected-keys cannot be .*needed/u],
    [[...needed, '--cram', 'x'], /did you mean --/u],
    [[...needed, '--testing', '--testing'], /^--testing is given twice/u],
  ])('refuse %j with one sentence', (argv, sentence) => {
    expect(() => readSecondarySettings(argv, {})).toThrow(sentence)
  })

  it('are all in the help', () => {
    const help = readSecondarySettings(['--help'], {})
    const text = help.kind === 'help' ? help.text : ''
    for (const name of Object.keys(secondarySettings)) {
      expect(text).toContain(`--${name}`)
    }
  })
})

describe('the one-time secret (app.secondary.secret)', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'atnet-secondary-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('can come from a file, where process lists do not show it', () => {
    const file = join(folder, 'secret')
    writeFileSync(file, 's3cret\n')
    expect(values([...needed, '--cram-secret-file', file])).toMatchObject({
      'cram-secret': 's3cret',
    })
  })

  it('is never printed', () => {
    const result = readSecondarySettings([...needed, '--cram-secret', 's3cret'], {})
    const shown = result.kind === 'settings' ? redact(secondarySettings, result.values) : {}
    expect(JSON.stringify(shown)).not.toContain('s3cret')
  })

  it('cannot be given in two ways', () => {
    const argv = [...needed, '--cram-secret', 'x', '--cram-secret-file', 'y']
    expect(() => readSecondarySettings(argv, {})).toThrow(/exclude each other/u)
  })
})
