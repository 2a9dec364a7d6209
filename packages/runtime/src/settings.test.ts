import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maxSettingsFileBytes } from './limits.ts'
import {
  describeSettings,
  listOf,
  oneOf,
  parsePort,
  parseSwitch,
  parseText,
  readSettings,
  redact,
  SettingsError,
  type SettingsTable,
  wholeNumber,
} from './settings.ts'

const table = {
  port: { parse: parsePort, default: 64, doc: 'Where it listens.', placeholder: 'PORT' },
  'data-dir': {
    parse: parseText,
    default: undefined,
    doc: 'Where data is kept.',
    placeholder: 'DIR',
  },
  secret: {
    parse: parseText,
    default: undefined,
    optional: true,
    secret: true,
    doc: 'The secret | of all.',
    placeholder: 'TEXT',
  },
  certificate: {
    parse: parseText,
    default: undefined,
    optional: true,
    file: true,
    doc: 'A certificate.',
    placeholder: 'PEM',
  },
  level: {
    parse: oneOf('info', 'warn'),
    default: 'info',
    doc: 'How much to say.',
    placeholder: 'LEVEL',
  },
  hosts: {
    parse: listOf(parseText),
    default: ['127.0.0.1', '::1'],
    doc: 'Addresses.',
    placeholder: 'HOST,…',
  },
  testing: { parse: parseSwitch, default: false, flag: true, doc: 'For tests.', placeholder: '' },
} as const satisfies SettingsTable

type Env = Readonly<Record<string, string>>
const required = ['--data-dir', '/data']

function read(argv: readonly string[], env: Env = {}) {
  return readSettings(table, { argv, env, program: 'thing', prefix: 'ATNET_' })
}

function values(argv: readonly string[], env: Env = {}) {
  const result = read([...required, ...argv], env)
  if (result.kind !== 'settings') {
    throw new Error(`not settings but ${result.kind}`)
  }
  return result.values
}

/** What the program says about wrong settings. */
function complaint(argv: readonly string[], env: Env = {}): string {
  try {
    read([...required, ...argv], env)
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.message
    }
    throw error
  }
  return 'no complaint'
}

/** Starting a process takes seconds on a busy machine. */
const patience = { timeout: 60_000 }

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atnet-settings-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function file(content: string | Uint8Array, name = 'file'): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('readSettings', () => {
  it('gives defaults, and leaves optional settings out', () => {
    expect(values([])).toEqual({
      port: 64,
      'data-dir': '/data',
      secret: undefined,
      certificate: undefined,
      level: 'info',
      hosts: ['127.0.0.1', '::1'],
      testing: false,
    })
  })

  it.each([
    ['--port 6400', ['--port', '6400'], { port: 6400 }],
    ['--port=6400', ['--port=6400'], { port: 6400 }],
    ['a value with =', ['--secret=a=b='], { secret: 'a=b=' }],
    ['a value that starts with a dash', ['--secret', '-x'], { secret: '-x' }],
    ['a value that starts with two', ['--secret=--x'], { secret: '--x' }],
    ['a switch', ['--testing'], { testing: true }],
    ['a switch before another flag', ['--testing', '--port', '7'], { testing: true, port: 7 }],
    ['a switch that is off', ['--testing=false'], { testing: false }],
    ['a list', ['--hosts', 'a, b'], { hosts: ['a', 'b'] }],
  ])('reads %s', (_, argv, expected) => {
    expect(values(argv)).toMatchObject(expected)
  })

  it('lets a flag win over the environment, that over the file, that over the default (settings.precedence)', () => {
    const config = file('port: 3\nlevel: warn\nhosts: [x, y]\n')
    const env = { ATNET_CONFIG: config, ATNET_PORT: '2', ATNET_TESTING: 'true' }
    expect(values(['--port', '1'], env)).toMatchObject({ port: 1, level: 'warn', testing: true })
    expect(values([], env)).toMatchObject({ port: 2, hosts: ['x', 'y'] })
    expect(values(['--config', config])).toMatchObject({ port: 3, testing: false })
    expect(values([])).toMatchObject({ port: 64 })
  })

  it('ignores an empty variable and variables of other programs', () => {
    expect(values([], { ATNET_PORT: '', HOME: '/', XATNET_PORT: '9' })).toMatchObject({ port: 64 })
  })

  it.each([['--help'], ['-h']])('explains itself before anything else on %s', (flag) => {
    const result = read(['--nonsense', flag], { ATNET_NONSENSE: '1' })
    expect(result).toMatchObject({ kind: 'help' })
    const text = result.kind === 'help' ? result.text : ''
    expect(text).toContain('Usage: thing ')
    expect(text).toContain('--port PORT\n      Where it listens. (default 64; ATNET_PORT)')
    expect(text).toContain('--data-dir DIR\n      Where data is kept. (required; ATNET_DATA_DIR)')
    expect(text).toContain('--secret TEXT, --secret-file FILE')
    expect(text).toContain('--testing\n')
  })

  it('says its version when asked', () => {
    expect(read(['--version'])).toEqual({ kind: 'version' })
  })

  it('refuses a table with names that clash: that is our own mistake', () => {
    const setting = { parse: parseText, default: '', doc: '', placeholder: '' }
    const sources = { argv: [], env: {}, program: 'thing', prefix: 'ATNET_' } as const
    for (const wrong of [
      { help: setting },
      { config: setting },
      { Port: setting },
      { ca: { ...setting, file: true }, 'ca-file': setting },
    ]) {
      expect(() => readSettings(wrong, sources)).toThrow(/the settings table cannot have/)
    }
    const apart = { ca: setting, 'ca-file': setting }
    const result = readSettings(apart, { ...sources, argv: ['--ca-file', 'name'] })
    expect(result).toEqual({ kind: 'settings', values: { ca: '', 'ca-file': 'name' } })
  })
})

describe('a wrong setting gets one sentence', () => {
  it.each([
    ['unknown', ['--prot', '1'], 'There is no setting "--prot": did you mean --port?'],
    ['unknown with value', ['--data=1'], 'There is no setting "--data": did you mean --data-dir?'],
    ['__proto__', ['--__proto__', '1'], /^There is no setting "--__proto__": did you mean --\w+/],
    ['a short flag', ['-port', '1'], 'There is no setting "-port": did you mean --port?'],
    ['no flag', ['1'], '"1" belongs to no setting: settings are written --name value.'],
    ['after a switch', ['--testing', 'true'], /^"true" belongs to no setting/],
    ['twice', ['--port', '1', '--port=2'], '--port is given twice: give it once.'],
    ['no value', ['--port'], '--port needs a value, for example --port 64.'],
    [
      'a flag as value',
      ['--level', '--testing'],
      /^--level needs a value, for example --level info/,
    ],
    [
      'a wrong type',
      ['--port', 'abc'],
      '--port cannot be "abc": a whole number from 0 to 65535 is needed, for example --port 64.',
    ],
    ['a wrong word', ['--level=loud'], /^--level cannot be "loud": one of info, warn is needed/],
    ['a wrong switch', ['--testing=ja'], /true or false is needed, for example --testing\.$/],
    ['an empty item', ['--hosts', 'a,,b'], /^--hosts cannot be "a,,b": a text that is not empty/],
    ['a control character', ['--level', '\u001b[31m'], /^--level cannot be "\\u001b\[31m"/],
  ])('%s (settings.unknown, settings.sentence)', (_, argv, expected) => {
    expect(complaint(argv)).toMatch(expected)
    expect(complaint(argv)).not.toMatch(/\n/)
  })

  it.each([
    [{ ATNET_PROT: '1' }, /^There is no setting "ATNET_PROT" .*: did you mean ATNET_PORT\?$/],
    [{ ATNET_PORT: 'x' }, /^ATNET_PORT cannot be "x": .*, for example ATNET_PORT=64\.$/],
    [{ ATNET_TESTING: '1' }, /^ATNET_TESTING cannot be "1": .* example ATNET_TESTING=true\.$/],
  ])('from the environment: %j', (env, expected) => {
    expect(complaint([], env)).toMatch(expected)
  })

  it('names what is missing, and both ways to give it', () => {
    expect(() => read([])).toThrow(
      '--data-dir is missing: give --data-dir DIR, or set ATNET_DATA_DIR.',
    )
  })

  it('cuts short what is long', () => {
    expect(complaint([`--${'x'.repeat(1_000_000)}`]).length).toBeLessThan(200)
    expect(complaint(['--port', '9'.repeat(1_000_000)]).length).toBeLessThan(250)
  })

  it.each([
    ['prot: 1', /^There is no setting "prot" in .*: did you mean port\?$/],
    ['config: x', /^There is no setting "config" in /],
    ['port: x', /^port in .* cannot be "x": .*, for example port: 64\.$/],
    ['port:', /^The setting port in .* needs a value on its line, for example port: 64\.$/],
    ['port: {a: 1}', /^The setting port in .* needs a value on its line/],
    ['- port', /must have one 'name: value' on each line\.$/],
    ['port: 1\nport: 2', /is not valid YAML: Map keys must be unique/],
    ['secret: @a', /is not valid YAML: /],
    ['level: &x warn\nport: *x', /is not valid YAML: /],
    ['a: [[[[', /is not valid YAML: /],
  ])('in a file: %j', (content, expected) => {
    expect(complaint(['--config', file(content)])).toMatch(expected)
  })

  it('about files that are missing, folders, binary or far too large', () => {
    const missing = join(folder, 'missing')
    expect(complaint(['--config', missing])).toMatch(
      /^The file of --config, .* does not exist: check/,
    )
    expect(complaint(['--config', folder])).toMatch(/is a folder: name the file in it\.$/)
    expect(complaint(['--config', file(Uint8Array.of(0xff, 0xfe))])).toMatch(/is no text in UTF-8/)
    const large = file(new Uint8Array(maxSettingsFileBytes + 1))
    expect(complaint(['--config', large])).toMatch(/is larger than 1048576 bytes/)
    expect(complaint(['--config', '/dev/zero'])).toMatch(/is larger than 1048576 bytes/)
  })
})

describe('a setting from a file of its own', patience, () => {
  it('is the content, without the last line feed', () => {
    const path = file(' s3cret \r\n')
    expect(values(['--secret-file', path])).toMatchObject({ secret: ' s3cret ' })
    expect(values([], { ATNET_SECRET_FILE: path })).toMatchObject({ secret: ' s3cret ' })
    expect(values(['--config', file(`certificate-file: ${path}`, 'config')])).toMatchObject({
      certificate: ' s3cret ',
    })
  })

  it.skipIf(process.platform === 'win32')('can be a pipe', () => {
    const module = new URL('./text-file.ts', import.meta.url).href
    const script = `import { readTextFile } from '${module}'; console.log(readTextFile('/dev/stdin', 99))`
    const node = [process.execPath, '--input-type=module', '--eval', script]
    const out = execFileSync('sh', ['-c', 'printf piped | "$0" "$@"', ...node], {
      encoding: 'utf8',
    })
    expect(out).toBe('piped\n')
  })

  it('exists for secrets and files only', () => {
    expect(complaint(['--level-file', 'x'])).toMatch(/^There is no setting "--level-file"/)
  })

  it('excludes the direct form in the same place, and wins over it from a weaker one', () => {
    const path = file('filed')
    expect(complaint(['--secret', 'x', '--secret-file', path])).toBe(
      '--secret and --secret-file exclude each other: give one.',
    )
    expect(values(['--secret-file', path], { ATNET_SECRET: 'x' })).toMatchObject({
      secret: 'filed',
    })
  })
})

describe('secrets', () => {
  it('are never repeated, neither by messages nor by what is printed (settings.secret.hidden)', () => {
    const picky = {
      secret: {
        ...table.secret,
        default: 'default-secret',
        parse: (text: string): string => {
          throw new Error(`not ${text}`)
        },
      },
    }
    const sources = {
      argv: ['--secret', 's3cret'],
      env: {},
      program: 'p',
      prefix: 'ATNET_',
    } as const
    expect(() => readSettings(picky, sources)).toThrow(
      '--secret cannot be the value given, for example --secret TEXT.',
    )
    const shown = JSON.stringify([
      redact(table, values(['--secret', 's3cret'])),
      readSettings(picky, { ...sources, argv: ['--help'] }),
      describeSettings(picky),
    ])
    expect(shown).not.toMatch(/s3cret|default-secret/)
    expect(redact(table, values([]))).toMatchObject({ port: 64, secret: undefined })
    expect(redact(table, values(['--secret', 'x']))).toMatchObject({ secret: '(hidden)' })
  })
})

describe('describeSettings', () => {
  it('renders one row for each setting (settings.docs)', () => {
    const lines = describeSettings(table).trim().split('\n')
    expect(lines).toHaveLength(2 + Object.keys(table).length)
    expect(lines).toContain('| `--port` | `ATNET_PORT` | default 64 | Where it listens. |')
    expect(lines).toContain(
      '| `--secret`, `--secret-file` | `ATNET_SECRET`, `ATNET_SECRET_FILE` | optional | The secret \\| of all. |',
    )
  })
})

describe('wholeNumber', () => {
  it.each(['', ' 1', '1.5', '1e3', '0x10', '-1', '65536', '9'.repeat(17), '١'])(
    'refuses %j',
    (text) => {
      expect(() => parsePort(text)).toThrow('a whole number from 0 to 65535 is needed')
    },
  )

  it('keeps to its bounds, both included', () => {
    const parse = wholeNumber({ from: -1, to: 2 })
    expect([parse('-1'), parse('2')]).toEqual([-1, 2])
    expect(() => parse('-2')).toThrow('from -1 to 2')
  })
})
