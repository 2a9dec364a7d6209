import { exportedOf, limitFiles, limitsPage as path, type Workspace } from '@atnet/tidy'
import { code, headed, type Page, table } from './page.ts'

/** docs/limits.md: every bound of every package, with its value and its reason. */
export function limitsPage(workspace: Workspace): Page {
  const sections = limitFiles(workspace).map((source) => {
    const rows = exportedOf(source)
      .filter(({ value }) => value !== undefined)
      .map(({ name, doc, value }) => [code(name), code(oneLine(value ?? '')), doc ?? ''])
    return `## ${source.path}\n\n${table(['bound', 'value', 'why'], rows)}`
  })
  const body = [
    'What a stranger, a peer or a mistake can make us hold, wait for or repeat is bounded. These are the bounds.',
    ...sections,
  ].join('\n\n')
  return { path, text: headed('Limits', 'the limits.ts of each package', body) }
}

function oneLine(value: string): string {
  return value.replaceAll(/\s+/gu, ' ')
}
