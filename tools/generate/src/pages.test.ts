import { COMMANDS } from '@atnet/protocol-codec'
import { describe, expect, it } from 'vitest'
import { COMMANDS as CLI_COMMANDS } from '../../../apps/cli/src/commands.ts'
import { sample } from '../../tidy/workspace.ts'
import { cliPage } from './cli-page.ts'
import { configPage } from './config-page.ts'
import { limitsPage } from './limits-page.ts'
import { code, table } from './page.ts'
import { requirementsPage } from './requirements-page.ts'
import { verbsPage } from './verbs-page.ts'

describe('a table', () => {
  it('keeps its shape whatever the cells hold', () => {
    expect(table(['a', 'b'], [['x|y', 'one\n  two']])).toBe(
      '| a | b |\n| --- | --- |\n| x\\|y | one two |\n',
    )
  })

  it('shows code that holds a backtick', () => {
    expect([code('a`b'), code('a'), code('')]).toEqual(['`` a`b ``', '`a`', ''])
  })
})

describe('docs/limits.md', () => {
  it('gives name, value and reason of each bound, and leaves types out', () => {
    const limits =
      '/** Enough\n * for all. */\nexport const maxKeys: number = 4 *\n  1024\n/** A type. */\nexport type Limits = {}\n'
    const { text } = limitsPage(sample({ 'packages/a/src/limits.ts': limits }))
    expect(text).toContain('## packages/a/src/limits.ts')
    expect(text).toContain('| `maxKeys` | `4 * 1024` | Enough for all. |')
    expect(text).not.toContain('Limits |')
  })
})

describe('docs/requirements.json', () => {
  it('is the parts as one list, sorted by id', () => {
    const entry = (id: string): object => ({ id, level: 'MUST', text: 'Something is so.' })
    const { text } = requirementsPage(
      sample({
        'docs/requirements/a.json': JSON.stringify([entry('wire.b'), entry('wire.d')]),
        'docs/requirements/b.json': JSON.stringify([entry('wire.a'), entry('wire.c')]),
      }),
    )
    const list: unknown = JSON.parse(text)
    expect(list).toEqual(['wire.a', 'wire.b', 'wire.c', 'wire.d'].map(entry))
  })
})

describe('docs/verbs.md', () => {
  const { text } = verbsPage()

  it.each(Object.values(COMMANDS))('tells usage, example and callers of $verb', (codec) => {
    const [, section = ''] = text.split(`\n## ${codec.verb}\n`)
    const [own = ''] = section.split('\n## ')
    expect(own).toContain(
      `| usage, as errors give it | ${code(codec.usage).replaceAll('|', '\\|')} |`,
    )
    expect(own).toContain(`| example | ${code(codec.example).replaceAll('|', '\\|')} |`)
    expect(own).toMatch(/\| callers \| \w/u)
  })
})

describe('docs/cli.md', () => {
  const { text } = cliPage()

  it.each(CLI_COMMANDS)('tells of $name what it takes and an example', (spec) => {
    const [, section = ''] = text.split(`\n## ${spec.name}\n`)
    const [own = ''] = section.split('\n## ')
    for (const part of [
      spec.summary,
      `atnet ${spec.example}`,
      ...spec.options.map(({ flags }) => flags),
    ]) {
      expect(own).toContain(part)
    }
  })
})

describe('docs/config.md', () => {
  it('has the settings of both servers', () => {
    const { text } = configPage()
    expect(text).toContain('`--data-dir`')
    expect(text).toContain('## atnet-root-server')
    expect(text).toContain('## atnet-secondary-server')
    expect(text).toContain('| `inboundMaxLimit` |')
  })
})
