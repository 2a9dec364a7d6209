import { exportedOf } from './exports.ts'
import type { Source } from './source.ts'
import { type Finding, findingAt, type Rule, type Workspace } from './workspace.ts'

/** The page that lists every bound. */
export const limitsPage = 'docs/limits.md'

/** Every bound has its reason above it, and is in the page that lists them all. */
export const limits: Rule = {
  name: 'limits',
  check(workspace) {
    const page = workspace.files.get(limitsPage) ?? ''
    return limitFiles(workspace).flatMap((source) => sourceFindings(source, page))
  },
}

/** Every limits.ts, in the order of their paths. */
export function limitFiles({ sources }: Workspace): readonly Source[] {
  return sources.filter(({ path }) => /^(?:packages|apps)\/.*\/limits\.ts$/u.test(path))
}

function sourceFindings(source: Source, page: string): readonly Finding[] {
  return exportedOf(source).flatMap(({ name, start, doc, value }) => {
    if (value === undefined) {
      return []
    }
    if (doc === undefined) {
      return [findingAt(source, start, `${name} does not say why it is what it is`)]
    }
    return page.includes(`\`${name}\``)
      ? []
      : [findingAt(source, start, `${name} is not in ${limitsPage}: run npm run generate`)]
  })
}
