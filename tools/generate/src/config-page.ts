import { describeSettings } from '@atnet/runtime/settings'
import { programName as rootName, rootSettings } from '../../../apps/root-server/src/config.ts'
import {
  programName as secondaryName,
  secondarySettings,
} from '../../../apps/secondary-server/src/config.ts'
import { headed, type Page } from './page.ts'

/** docs/config.md: every setting of the two servers. */
export function configPage(): Page {
  const body = [
    'A flag counts before an environment variable, that before the file named by `--config`, that before the default.',
    `## ${rootName}`,
    describeSettings(rootSettings),
    `## ${secondaryName}`,
    describeSettings(secondarySettings),
  ].join('\n\n')
  return { path: 'docs/config.md', text: headed('Settings', 'the config.ts of each app', body) }
}
