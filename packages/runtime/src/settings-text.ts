import {
  conditionOf,
  type Setting,
  type SettingsTable,
  type SettingsValues,
  variableOf,
} from './settings-table.ts'

/** What stands in the place of a secret. */
const hidden = '(hidden)'

/** The text for `--help`: each setting, what it is for, its default and its environment variable. */
export function helpText(table: SettingsTable, program: string, prefix: string): string {
  const settings = Object.entries(table).map(([name, setting]) => {
    const also = isFromFile(setting) ? `, --${name}-file FILE` : ''
    const notes = [conditionOf(setting), variableOf(prefix, name)].join('; ')
    return `  ${usage(name, setting)}${also}\n      ${setting.doc} (${notes})\n`
  })
  return [
    `Usage: ${program} [--name value]...\n\nSettings:\n`,
    ...settings,
    `  --config FILE\n      A YAML file with a line 'name: value' for each setting. (${variableOf(prefix, 'config')})\n`,
    '  --help\n      Prints this text.\n',
    '  --version\n      Prints the version.\n',
    '\nA flag counts before an environment variable, that before the file, that before the default.\n',
  ].join('')
}

/** A table in Markdown of all settings, for documentation made from the code (settings.docs). */
export function describeSettings(table: SettingsTable): string {
  const rows = Object.entries(table).map(([name, setting]) => {
    const flags = isFromFile(setting) ? [name, `${name}-file`] : [name]
    const cells = [
      flags.map((flag) => `\`--${flag}\``).join(', '),
      flags.map((flag) => `\`${variableOf('ATNET_', flag)}\``).join(', '),
      conditionOf(setting),
      setting.doc,
    ]
    return `| ${cells.map(cell).join(' | ')} |\n`
  })
  return `| flag | environment | default | meaning |\n| --- | --- | --- | --- |\n${rows.join('')}`
}

/** The values fit for a log: secrets are left out (settings.secret.hidden). */
export function redact<T extends SettingsTable>(
  table: T,
  values: SettingsValues<T>,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(values).map(([name, value]) => {
    const isHidden = table[name]?.secret === true && value !== undefined
    return [name, isHidden ? hidden : value] as const
  })
  return Object.fromEntries(entries)
}

function isFromFile(setting: Setting<unknown>): boolean {
  return setting.secret === true || setting.file === true
}

function usage(name: string, setting: Setting<unknown>): string {
  return setting.flag === true ? `--${name}` : `--${name} ${setting.placeholder}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')
}
