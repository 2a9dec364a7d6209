import { describe, expect, it } from 'vitest'
import { readRootSettings, rootSettings } from './config.ts'

const needed = ['--cert', 'cert.pem', '--key', 'key.pem']

function values(argv: readonly string[], env: Record<string, string> = {}): unknown {
  const result = readRootSettings(argv, env)
  return result.kind === 'settings' ? result.values : result
}

describe('the settings of the atDirectory (app.root.settings)', () => {
  it('need no more than a certificate and its key', () => {
    expect(values(needed)).toEqual({
      port: 64,
      host: ['127.0.0.1', '::1'],
      cert: 'cert.pem',
      key: 'key.pem',
      'data-dir': 'data',
      database: undefined,
      tarpit: false,
      'health-port': undefined,
      'certificate-check-ms': 10_000,
      'log-level': 'info',
    })
  })

  it('come from flags before variables', () => {
    const env = { ATNET_PORT: '1', ATNET_HOST: '0.0.0.0, ::', ATNET_TARPIT: 'true' }
    expect(values([...needed, '--port', '2'], env)).toMatchObject({
      port: 2,
      host: ['0.0.0.0', '::'],
      tarpit: true,
    })
  })

  it.each([
    [[], /^--cert is missing/u],
    [[...needed, '--port', '65536'], /^--port cannot be .*65536/u],
    [[...needed, '--prot', '1'], /did you mean --port\?$/u],
    [[...needed, '--log-level', 'loud'], /one of debug, info, warn, error/u],
  ])('refuse %j with one sentence', (argv, sentence) => {
    expect(() => readRootSettings(argv, {})).toThrow(sentence)
  })

  it('are all in the help', () => {
    const help = readRootSettings(['--help'], {})
    const text = help.kind === 'help' ? help.text : ''
    for (const name of Object.keys(rootSettings)) {
      expect(text).toContain(`--${name}`)
    }
  })
})
