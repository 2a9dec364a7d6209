import type { CommandSpec } from '../../../apps/cli/src/command.ts'
import { COMMANDS } from '../../../apps/cli/src/commands.ts'
import { commonOptions } from '../../../apps/cli/src/common-options.ts'
import { placeholderOf } from '../../../apps/cli/src/program.ts'
import { code, headed, type Page, table } from './page.ts'

/** docs/cli.md: every command of `atnet`, and what it can be told. */
export function cliPage(): Page {
  const overview = COMMANDS.map((spec) => [code(`atnet ${usageOf(spec)}`), spec.summary])
  const body = [
    'Results go to standard output, everything else to standard error. The exit code is 0 when it worked, 1 when it did not, 2 when the command was used wrongly.',
    table(['command', 'what it does'], overview),
    '## Every command understands',
    optionTable(commonOptions),
    ...COMMANDS.map(section),
  ].join('\n\n')
  return {
    path: 'docs/cli.md',
    text: headed('The command line', 'the table COMMANDS of apps/cli', body),
  }
}

function usageOf({ name, arguments: words }: CommandSpec): string {
  return [name, ...words.map(placeholderOf)].join(' ')
}

function section(spec: CommandSpec): string {
  const rows = [
    ...spec.arguments.map((word) => [code(placeholderOf(word)), word.doc]),
    ...spec.options.map(({ flags, doc }) => [code(flags), doc]),
  ]
  return [
    `## ${spec.name}`,
    spec.summary,
    `\`\`\`sh\natnet ${spec.example}\n\`\`\``,
    rows.length === 0 ? '' : table(['', ''], rows),
  ].join('\n\n')
}

function optionTable(options: typeof commonOptions): string {
  return table(
    ['option', ''],
    options.map(({ flags, doc }) => [code(flags), doc]),
  )
}
