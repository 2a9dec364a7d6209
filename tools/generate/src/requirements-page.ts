import { requirementsPage as path, readRequirements, type Workspace } from '@atnet/tidy'
import type { Page } from './page.ts'

/** docs/requirements.json: the parts in docs/requirements/ as one list, by id. */
export function requirementsPage(workspace: Workspace): Page {
  const all = [...readRequirements(workspace).all].sort((a, b) => (a.id < b.id ? -1 : 1))
  const entries = all.map(({ id, level, text }) => `  ${JSON.stringify({ id, level, text })}`)
  return { path, text: `[\n${entries.join(',\n')}\n]\n` }
}
