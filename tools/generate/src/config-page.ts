import { RUNTIME_SETTINGS } from '@atnet/atserver'
import { describeSettings } from '@atnet/runtime/settings'
import { programName as rootName, rootSettings } from '../../../apps/root-server/src/config.ts'
import {
  programName as secondaryName,
  secondarySettings,
} from '../../../apps/secondary-server/src/config.ts'
import { code, headed, type Page, table } from './page.ts'

/** docs/config.md: every setting of the two servers, and those that change while one runs. */
export function configPage(): Page {
  const body = [
    'A flag counts before an environment variable, that before the file named by `--config`, that before the default.',
    `## ${rootName}`,
    describeSettings(rootSettings),
    `## ${secondaryName}`,
    describeSettings(secondarySettings),
    '## While an atServer runs',
    'Its owner changes these with `config:set:<name>=<value>`, or `atnet config set`, if it was started with `--testing`; they last until it stops.',
    runtimeTable(),
  ].join('\n\n')
  return { path: 'docs/config.md', text: headed('Settings', 'the config.ts of each app', body) }
}

function runtimeTable(): string {
  const rows = Object.entries(RUNTIME_SETTINGS).map(([name, { initial, readBy }]) => [
    code(name),
    initial === undefined ? '' : code(String(initial)),
    // What is still to be done concerns whoever reads the code.
    readBy.replace(/ \(TODO\(#\d+\)\)/u, ''),
  ])
  return table(['name', 'at the start', 'read by'], rows)
}
